// What was written here and is not safe on the server yet: drafts, and texts handed over but not
// confirmed. It outlives a lost line and a reload; each user of this browser has their own.
import { reactive } from 'vue';

import { say } from '/assets/js/toasts.js';

// `owner` is the id of the user who looks at this page; without one nothing is kept.
export const outbox = reactive({ owner: null, drafts: {}, entries: [] });

export function openOutbox(owner) {
  if (outbox.owner === owner) return;
  outbox.owner = owner;
  for (const [name, value] of kept(prefix('draft'))) outbox.drafts[name] = value;
  for (const [, value] of kept(prefix('unsent'))) outbox.entries.push(JSON.parse(value));
  outbox.entries.sort((one, other) => one.at.localeCompare(other.at));
}

export function draftOf(kind, conversation) {
  return outbox.drafts[draftName(kind, conversation)] ?? '';
}

export function keepDraft(kind, conversation, text) {
  const name = draftName(kind, conversation);
  outbox.drafts[name] = text;
  keep(name, text);
}

// Every press gets its own key: the server makes one message of it, however often it arrives.
export function handOver(kind, conversation, text) {
  const at = new Date().toISOString();
  const entry = { key: newKey(), kind, conversation, text, at, state: 'waiting', reason: null };
  outbox.entries.push(entry);
  keep(entryName(entry.key), JSON.stringify(entry));
  return entry;
}

export function waiting(kind) {
  return outbox.entries.filter((entry) => entry.kind === kind && entry.state === 'waiting');
}

export function entriesOf(kind, conversation) {
  return outbox.entries.filter(
    (entry) => entry.kind === kind && entry.conversation === conversation,
  );
}

// Safe on the server. A message stays drawn until its row arrives; comments are there already.
export function accept(key) {
  const entry = find(key);
  keep(entryName(key), '');
  if (entry?.kind === 'comment') settle(key);
  else if (entry) entry.state = 'accepted';
}

// The words go back to where they were written, unless something else stands there by now.
export function refuse(key, reason) {
  const entry = find(key);
  if (!entry) return;
  keep(entryName(key), '');
  Object.assign(entry, { state: 'refused', reason });
  if (!draftOf(entry.kind, entry.conversation)) takeBack(entry);
  say(reason);
}

export function takeBack(entry) {
  const words = [draftOf(entry.kind, entry.conversation), entry.text].filter(Boolean).join('\n');
  keepDraft(entry.kind, entry.conversation, words);
  settle(entry.key);
}

export function settle(key) {
  keep(entryName(key), '');
  outbox.entries = outbox.entries.filter((entry) => entry.key !== key);
}

function find(key) {
  return outbox.entries.find((entry) => entry.key === key);
}

function prefix(what) {
  return `${what}:${outbox.owner}:`;
}

function draftName(kind, conversation) {
  return `${prefix('draft')}${kind}:${conversation}`;
}

function entryName(key) {
  return prefix('unsent') + key;
}

function kept(start) {
  try {
    return Object.entries(localStorage).filter(([name]) => name.startsWith(start));
  } catch {
    return []; // storage is blocked: what is written lives as long as the page
  }
}

function keep(name, value) {
  if (outbox.owner === null) return;
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch {
    // Blocked or full: what is written lives as long as the page.
  }
}

// `randomUUID` is missing on plain http beyond this machine.
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
