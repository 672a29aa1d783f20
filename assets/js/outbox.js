// What was written here and is not safe on the server yet: drafts, and texts handed over but not
// confirmed. It outlives a lost line and a reload; each user of this browser has their own.
import { reactive } from 'vue';

import { newKey } from '/assets/js/keys.js';
import { keep, kept } from '/assets/js/storage.js';
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
  remember(name, text);
}

// Every press gets its own key: the server makes one message of it, however often it arrives.
export function handOver(kind, conversation, text, more = {}) {
  const at = new Date().toISOString();
  const key = newKey();
  const entry = { key, kind, conversation, text, at, state: 'waiting', reason: null, ...more };
  outbox.entries.push(entry);
  remember(entryName(entry.key), JSON.stringify(entry));
  return entry;
}

// Adds what else the server needs of an entry.
export function amend(key, more) {
  const entry = Object.assign(find(key), more);
  remember(entryName(key), JSON.stringify(entry));
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

export function find(key) {
  return outbox.entries.find((entry) => entry.key === key);
}

// Safe on the server. A message stays drawn until its row arrives; comments are there already.
export function accept(key) {
  const entry = find(key);
  remember(entryName(key), '');
  if (entry?.kind === 'comment') settle(key);
  else if (entry) entry.state = 'accepted';
}

// The words go back to where they were written, unless something else stands there by now.
export function refuse(key, reason) {
  const entry = find(key);
  if (!entry) return;
  remember(entryName(key), '');
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
  remember(entryName(key), '');
  outbox.entries = outbox.entries.filter((entry) => entry.key !== key);
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

function remember(name, value) {
  if (outbox.owner !== null) keep(name, value);
}
