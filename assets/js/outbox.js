// Texts that were handed over and are not safe on the server yet. They outlive a lost line and a
// reload, and so does one that was refused, until somebody decides what becomes of it.
import { reactive } from 'vue';

import { attachmentsOf, giveBack, noteHandedOver, release } from '/assets/js/attachments.js';
import { begunAfter, draftOf, keepDraft, openDrafts } from '/assets/js/drafts.js';
import { newKey } from '/assets/js/keys.js';
import { isOpenFor, keep, kept, openLocker } from '/assets/js/locker.js';
import { place } from '/assets/js/place.js';
import { say } from '/assets/js/toasts.js';

const outbox = reactive({ entries: [] });

// `owner` is the id of the user who looks at this page; without one nothing is kept.
export function openOutbox(owner) {
  if (isOpenFor(owner)) return;
  openLocker(owner);
  openDrafts();
  outbox.entries.push(...kept('unsent', isEntry).map(([, entry]) => entry));
  outbox.entries.forEach((entry) => noteHandedOver(picturesOf(entry)));
  outbox.entries.sort((one, other) => one.at.localeCompare(other.at));
}

// Every press gets its own key: the server makes one message of it, however often it arrives.
// `seen` is the newest message that was drawn when the draft was begun; `attachments` are those of
// `takeAlong`.
export function handOver(kind, conversation, text, { attachments = [], seen } = {}) {
  const at = new Date().toISOString();
  const entry = { key: newKey(), kind, conversation, text, attachments, at, state: 'waiting' };
  const begun = seen ?? begunWith(kind, conversation, attachments);
  change(entry, { seen: begun, reason: null, answer: null });
  outbox.entries.push(entry);
  return entry;
}

// With its first word or its first picture.
function begunWith(kind, conversation, attachments) {
  const moments = [begunAfter(kind, conversation), ...attachments.map(({ since }) => since)];
  const known = moments.filter((since) => since !== null && since !== undefined);
  return known.length ? Math.min(...known) : null;
}

// Adds what else the server needs of an entry.
export function amend(key, more) {
  const entry = find(key);
  change(entry, more);
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
  keep('unsent', key);
  if (entry?.kind === 'comment') settle(key);
  else if (entry) entry.state = 'accepted';
}

// Words and pictures go back to where they stood, unless something else stands there by now.
export function refuse(key, reason) {
  const entry = find(key);
  if (!entry) return;
  change(entry, { state: 'refused', reason });
  const isFree = !draftOf(entry.kind, entry.conversation) && !standingBeside(entry).length;
  if (isFree) takeBack(entry);
  say(reason);
}

// A colleague's `answer` came first: it stays "not sent" until its author has decided.
export function ask(key, reason, answer) {
  const entry = find(key);
  if (!entry) return;
  change(entry, { state: 'refused', reason, answer });
  if (entry.conversation !== place.conversation) say(reason);
}

export function questionIn(conversation) {
  return entriesOf('message', conversation).find((entry) => entry.answer) ?? null;
}

// A press of its own, which knows of the answer.
export function sendAnyway(entry) {
  settle(entry.key);
  const { kind, conversation, text, answer } = entry;
  return handOver(kind, conversation, text, { attachments: picturesOf(entry), seen: answer.id });
}

export function takeBack(entry) {
  const words = [draftOf(entry.kind, entry.conversation), entry.text].filter(Boolean).join('\n');
  const since = entry.answer?.id ?? entry.seen;
  keepDraft(entry.kind, entry.conversation, words, since);
  giveBack(entry.conversation, picturesOf(entry), since);
  settle(entry.key);
}

export function settle(key) {
  const entry = find(key);
  if (entry && entry.state !== 'refused') release(picturesOf(entry));
  keep('unsent', key);
  outbox.entries = outbox.entries.filter((entry) => entry.key !== key);
}

function isEntry({ key, kind, conversation, text, at, attachments = [] }) {
  const isText = [key, kind, text, at].every((value) => typeof value === 'string');
  return isText && Number.isSafeInteger(conversation) && Array.isArray(attachments);
}

// Entries that an older page has left have none.
function picturesOf(entry) {
  return entry.attachments ?? [];
}

function standingBeside({ kind, conversation }) {
  return kind === 'comment' ? [] : attachmentsOf(conversation);
}

function change(entry, values) {
  Object.assign(entry, values);
  keep('unsent', entry.key, entry);
}
