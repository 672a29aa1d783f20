// Texts that were handed over and are not safe on the server yet. They outlive a lost line and a
// reload, and so does one that was refused, until somebody decides what becomes of it.
import { reactive, watch } from 'vue';

import { attachmentsOf, markSubmitted, release, restoreAttachments } from './attachments.js';
import { connection } from './connection.js';
import { begunAfter, draftOf, openDrafts, setDraft, writtenAfter } from './drafts.js';
import { newKey } from './keys.js';
import { route } from './route.js';
import { say } from './toasts.js';
import { getStored, isStorageOf, openStorage, setStored } from './user_storage.js';

// A line can die after a text was handed to it; nobody says so, hence again until it is confirmed.
const AGAIN = 10_000;

const outbox = reactive({ entries: [] });

// `owner` is the id of the user who looks at this page; without one nothing is kept.
export function openOutbox(owner) {
  if (isStorageOf(owner)) return;
  openStorage(owner);
  openDrafts();
  outbox.entries.push(...getStored('unsent', isEntry).map(([, entry]) => entry));
  outbox.entries.forEach((entry) => markSubmitted(picturesOf(entry)));
  outbox.entries.sort((one, other) => one.at.localeCompare(other.at));
}

// Every press gets its own key: the server makes one message of it, however often it arrives.
// `seen` is the newest message that was drawn when the draft was begun, `known` when it was last
// written on; `attachments` are those of `takeForMessage`.
export function enqueue(kind, conversation, text, { attachments = [], seen, known } = {}) {
  const at = laterThan(outbox.entries);
  const entry = { key: newKey(), kind, conversation, text, attachments, at, state: 'waiting' };
  const begun = seen ?? begunWith(kind, conversation, attachments);
  const upTo = known ?? writtenWith(kind, conversation, attachments);
  change(entry, { seen: begun, known: upTo, reason: null, answer: null });
  outbox.entries.push(entry);
  return entry;
}

// Also when the clock was set back: the order outlives a reload by it.
function laterThan(entries) {
  const moments = entries.map((entry) => Date.parse(entry.at) + 1);
  return new Date(Math.max(Date.now(), ...moments.filter(Number.isFinite))).toISOString();
}

// With its first word or its first picture.
function begunWith(kind, conversation, attachments) {
  const moments = momentsOf(begunAfter(kind, conversation), attachments);
  return moments.length ? Math.min(...moments) : null;
}

// With its last word or its last picture.
function writtenWith(kind, conversation, attachments) {
  const moments = momentsOf(writtenAfter(kind, conversation), attachments);
  return moments.length ? Math.max(...moments) : null;
}

function momentsOf(text, attachments) {
  const moments = [text, ...attachments.map(({ since }) => since)];
  return moments.filter((since) => since !== null && since !== undefined);
}

// Adds what else the server needs of an entry.
export function amend(key, more) {
  const entry = findEntry(key);
  change(entry, more);
  return entry;
}

export function waiting(kind) {
  return outbox.entries.filter((entry) => entry.kind === kind && entry.state === 'waiting');
}

// Calls `tell` with each entry that is to be handed over now, until what it returns is called. Of
// one conversation that is the oldest alone: the next one follows when the server has answered,
// so that they stay in order however long the server takes and whatever becomes of the line.
export function deliverEntries(kind, tell) {
  const deliver = (entries) => connection.isUp && entries.forEach(tell);
  const deliverAll = () => deliver(foremost(kind));
  const ends = [
    watch(
      () => foremost(kind),
      (now, before) => {
        deliver(now.filter((entry) => !before.includes(entry)));
      },
    ),
    watch(() => connection.times, deliverAll),
  ];
  const again = setInterval(deliverAll, AGAIN);
  deliverAll();
  return () => {
    ends.forEach((end) => end());
    clearInterval(again);
  };
}

function foremost(kind) {
  const known = new Set();
  return waiting(kind).filter(({ conversation }) => {
    return !known.has(conversation) && known.add(conversation);
  });
}

export function entriesOf(kind, conversation) {
  return outbox.entries.filter(
    (entry) => entry.kind === kind && entry.conversation === conversation,
  );
}

export function findEntry(key) {
  return outbox.entries.find((entry) => entry.key === key);
}

// Safe on the server. A message stays drawn until its row arrives; comments are there already.
export function acknowledge(key) {
  const entry = findEntry(key);
  setStored('unsent', key);
  if (entry?.kind === 'comment') resolve(key);
  else if (entry) entry.state = 'accepted';
}

// Words and pictures go back to where they stood, unless something else stands there by now.
export function reject(key, reason) {
  const entry = findEntry(key);
  if (!entry) return;
  change(entry, { state: 'refused', reason });
  const isFree = !draftOf(entry.kind, entry.conversation) && !standingBeside(entry).length;
  if (isFree) restoreDraft(entry);
  say(reason);
}

// A colleague's `answer` came first: it stays "not sent" until its author has decided.
export function reportConflict(key, reason, answer) {
  const entry = findEntry(key);
  if (!entry) return;
  change(entry, { state: 'refused', reason, answer });
  if (entry.conversation !== route.conversation) say(reason);
}

export function replyConflictIn(conversation) {
  return entriesOf('message', conversation).find((entry) => entry.answer) ?? null;
}

// A press of its own, which knows of the answer.
export function sendAnyway(entry) {
  resolve(entry.key);
  const { kind, conversation, text, answer, known } = entry;
  const attachments = picturesOf(entry);
  return enqueue(kind, conversation, text, { attachments, seen: answer.id, known });
}

export function restoreDraft(entry) {
  const words = [draftOf(entry.kind, entry.conversation), entry.text].filter(Boolean).join('\n');
  const since = entry.answer?.id ?? entry.seen;
  setDraft(entry.kind, entry.conversation, words, since);
  restoreAttachments(entry.conversation, picturesOf(entry), since);
  resolve(entry.key);
}

export function resolve(key) {
  const entry = findEntry(key);
  if (entry && entry.state !== 'refused') release(picturesOf(entry));
  setStored('unsent', key);
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
  setStored('unsent', entry.key, entry);
}
