// What was written and not sent: in this browser at once, on the server a second after the last
// key. Between two devices the later writing stands. Comments stay in this browser.
import { reactive } from 'vue';

import { lastRenderedIn } from './last_rendered.js';
import { say } from './toasts.js';
import { getStored, setStored } from './user_storage.js';

const QUIET = 1000;
// Nobody's words are exchanged under the cursor.
const TYPING = 3000;
// A list of drafts that was read before a text was kept must not take it away.
const FRESH = 60_000;
// The server takes no longer ones; no message may be that long anyway.
const LONGEST = 10_000;
const NOTHING = Object.freeze({ text: '', at: 0, since: null, isSafe: true });
const LOST = 'What you wrote on your other device is newer, so it stands here now.';

const drafts = reactive({});
const timers = {};
const typed = {};
// The latest moment of writing known of. What is written after it is later, whatever the clock says.
let latest = 0;
let deliver = () => {};

export function openDrafts() {
  for (const [name, draft] of getStored('draft', isDraft)) put(name, draft);
}

// `send` is called with the conversation, its text and when that was written, in ms.
export function deliverDrafts(send) {
  deliver = send;
}

export function draftOf(kind, conversation) {
  return at(nameOf(kind, conversation)).text;
}

// The newest message that was drawn when this text was begun, or else the newest one now.
export function begunAfter(kind, conversation) {
  return at(nameOf(kind, conversation)).since ?? lastRenderedIn(conversation);
}

// The newest message that was drawn when this text was last written on; null if nothing is known.
export function writtenAfter(kind, conversation) {
  const { text, upTo } = at(nameOf(kind, conversation));
  return text ? (upTo ?? null) : null;
}

export function setDraft(kind, conversation, text, since = null) {
  const name = nameOf(kind, conversation);
  const before = at(name);
  if (text === before.text) return;
  const begun = before.text ? before.since : lastRenderedIn(conversation);
  const moment = Math.max(Date.now(), latest + 1);
  const upTo = lastRenderedIn(conversation);
  put(name, { text, at: moment, since: since ?? begun, upTo, isSafe: kind !== 'message' });
  typed[name] = Date.now();
  clearTimeout(timers[name]);
  // An empty one at once: what was sent must not stand on another device any longer.
  timers[name] = setTimeout(() => submit(name), text ? QUIET : 0);
}

export function flushDrafts() {
  Object.keys(drafts).forEach(submit);
}

// All that stands on the server. What was safe there and is not any more was sent elsewhere.
export function receiveDrafts(rows) {
  const standing = new Set(rows.map((row) => nameOf('message', row.conversation)));
  Object.keys(drafts)
    .filter((name) => name.startsWith('message:') && !standing.has(name))
    .filter((name) => drafts[name].isSafe && sinceLastKey(name) > FRESH)
    .forEach((name) => put(name, NOTHING));
  rows.forEach(receiveDraft);
}

export function receiveDraft(row) {
  const name = nameOf('message', row.conversation);
  const here = at(name);
  if (row.text === here.text) {
    put(name, { ...here, at: row.at, isSafe: true });
    return;
  }
  latest = Math.max(latest, row.at);
  if (row.at <= here.at) return;
  const wait = TYPING - sinceLastKey(name);
  if (wait > 0) setTimeout(() => receiveDraft(row), wait);
  else replace(name, here, row);
}

function replace(name, here, row) {
  put(name, { text: row.text, at: row.at, since: null, isSafe: true });
  if (here.isSafe || !here.text) return;
  const onAction = () => setDraft('message', row.conversation, here.text);
  say(LOST, { action: 'Bring back', onAction });
}

function submit(name) {
  const { text, at: moment, isSafe } = drafts[name];
  if (isSafe || text.length > LONGEST) return;
  deliver(Number(name.split(':')[1]), text, moment);
}

function put(name, draft) {
  latest = Math.max(latest, draft.at);
  drafts[name] = draft;
  setStored('draft', name, draft.text || !draft.isSafe ? draft : null);
}

function isDraft({ text, at }) {
  return typeof text === 'string' && Number.isFinite(at);
}

function at(name) {
  return drafts[name] ?? NOTHING;
}

function sinceLastKey(name) {
  return Date.now() - (typed[name] ?? 0);
}

function nameOf(kind, conversation) {
  return `${kind}:${conversation}`;
}
