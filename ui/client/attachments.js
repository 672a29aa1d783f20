// The pictures below the boxes: chosen, read, uploaded, ready to be sent. They belong to one
// conversation each; 0 stands for one that is still to be started.
import { reactive, watch } from 'vue';

import { connection } from './connection.js';
import { newKey } from './keys.js';
import { lastRenderedIn } from './last_rendered.js';
import { kindOf, readied } from './shrink.js';
import { say } from './toasts.js';
import { inTurn, upload } from './uploads.js';

const MOST = 10;
const LARGEST = 25_000_000;
const ADDRESS = '/live-conversations/attachments';
const LINGERS = 10_000;
const REFUSALS_STAND = 6000;
// Refusals that say nothing about the picture: it can be tried again.
const PASSING = [0, 401, 408, 429];

const TOO_MANY = `A message can have ${MOST} attachments at most. Send the rest in another.`;
const WRONG_KIND = 'Only JPEG and PNG pictures can be sent.';
const TOO_LARGE = 'The file is too large: 25 MB is the limit.';
const CUT = 'The upload was interrupted. It is tried again when the line is back.';

const added = reactive({});
// Keys of what was taken away or handed over: a list read before must not bring it back.
const gone = new Set();
const turns = new Map(); // by key, which was chosen first here
// By key, what the browser drew itself; the server's own are fetched where there is none. Not by id:
// the server may give that of a picture which is sent to the next one.
const thumbnails = new Map();
// Names of files by the reason why they were refused: one toast tells of all.
const refusals = new Map();
let forgetting;
let reading = Promise.resolve();

watch(
  () => connection.times,
  () =>
    all()
      .filter((one) => one.isCut)
      .forEach(retry),
);
addEventListener('beforeunload', (event) => {
  if (all().some((one) => one.state !== 'ready')) event.preventDefault();
});

export function attachmentsOf(conversation) {
  return added[conversation] ?? [];
}

// Why a message with these cannot be sent yet.
export function troubleOf(attachments) {
  if (attachments.some((one) => one.state === 'failed')) {
    return 'A picture could not be uploaded: retry or remove it.';
  }
  const loading = attachments.filter((one) => one.state === 'loading').length;
  if (loading === 1) return 'A picture is still loading.';
  if (loading) return `${loading} pictures are still loading.`;
  return attachments.length > MOST ? TOO_MANY : null;
}

export function thumbnailOf({ key, preview }) {
  return thumbnails.get(key) ?? preview;
}

export function attach(conversation, files) {
  const free = Math.max(0, MOST - attachmentsOf(conversation).length);
  if (files.length > free) say(TOO_MANY);
  const taken = [...files].slice(0, free);
  const since = lastRenderedIn(conversation);
  const chosen = taken.map((file) => fresh(conversation, { file, name: file.name, since }));
  chosen.forEach(({ key }) => turns.set(key, turns.size));
  put(conversation, [...attachmentsOf(conversation), ...chosen]);
  chosen.forEach((one) => inTurn(() => bring(one)));
}

export function retry(one) {
  Object.assign(one, { state: 'loading', progress: 0, reason: null, isCut: false });
  inTurn(() => bring(one));
}

// One that the server has by now, without having said so, is removed when it does.
export function detach(one) {
  drop(one);
  gone.add(one.key);
  if (one.progress < 1) one.giveUp?.();
  if (one.id) remove(one);
}

// All of them are a message's from now on.
export function takeForMessage(conversation) {
  const ready = attachmentsOf(conversation);
  put(conversation, []);
  const some = ready.map(({ key, id, name, width, height, preview, since }) => {
    return { key, id, name, width, height, preview, since };
  });
  markSubmitted(some);
  return some;
}

export function markSubmitted(some) {
  some.forEach(({ key }) => gone.add(key));
}

// The message was refused: they stand below the box again, begun when `since` was the newest one.
export function restoreAttachments(conversation, some, since) {
  some.forEach(({ key }) => gone.delete(key));
  const back = some.map((one) => fresh(conversation, { ...one, since, state: 'ready' }));
  put(conversation, [...back, ...attachmentsOf(conversation)]);
}

// The message is drawn, with pictures of its own.
export function release(some) {
  setTimeout(() => some.forEach(forget), LINGERS);
}

// All that the server keeps: of an earlier visit, of another device, and of this page.
export function syncAttachments(conversation, kept) {
  const stored = new Map(kept.filter(({ key }) => !gone.has(key)).map((one) => [one.key, one]));
  const here = attachmentsOf(conversation).filter((one) => {
    return one.state !== 'ready' || stored.has(one.key);
  });
  here.filter(({ key }) => stored.has(key)).forEach((one) => arrive(one, stored.get(one.key)));
  here.forEach(({ key }) => stored.delete(key));
  const others = [...stored.values()].map((one) => fresh(conversation, { ...one, state: 'ready' }));
  put(
    conversation,
    [...others, ...here].sort((one, other) => turnOf(one) - turnOf(other)),
  );
}

export function moveAttachments(from, to) {
  const all = attachmentsOf(from);
  const some = all.slice(0, Math.max(0, MOST - attachmentsOf(to).length));
  if (some.length < all.length) say(TOO_MANY);
  some.forEach((one) => {
    one.conversation = to;
  });
  put(from, all.slice(some.length));
  put(to, [...attachmentsOf(to), ...some]);
}

// News may be older than an upload that they do not tell of: it goes, and comes back to its place.
function turnOf({ key }) {
  return turns.get(key) ?? -1;
}

function all() {
  return Object.values(added).flat();
}

function put(conversation, some) {
  added[conversation] = some;
}

function fresh(conversation, one) {
  return reactive({
    key: newKey(),
    conversation,
    id: null,
    file: null,
    thumbnail: null,
    state: 'loading',
    progress: 0,
    reason: null,
    isCut: false,
    giveUp: null,
    since: null, // the newest message that was drawn when it was chosen here
    ...one,
  });
}

async function bring(one) {
  if (isTakenAway(one) || one.state === 'ready') return;
  const kind = await kindOf(one.file).catch(() => null);
  if (!kind) return refuse(one, WRONG_KIND);
  const { body, thumbnail } = await oneByOne(() => readied(one.file, kind));
  one.thumbnail ??= thumbnail && URL.createObjectURL(thumbnail);
  if (body.size > LARGEST) return refuse(one, TOO_LARGE);
  if (isTakenAway(one)) return;
  judge(
    one,
    await upload(addressFor(one), body, {
      onStart: (giveUp) => {
        one.giveUp = giveUp;
      },
      onProgress: (part) => {
        one.progress = part;
      },
    }),
  );
}

// A phone's memory holds few photos at their full size.
function oneByOne(read) {
  const outcome = reading.then(read);
  reading = outcome.catch(() => null);
  return outcome;
}

function addressFor({ conversation, name, key }) {
  const query = new URLSearchParams({ name, key });
  if (conversation) query.set('conversation', conversation);
  return `${ADDRESS}?${query}`;
}

function judge(one, { status, answer }) {
  if (isTakenAway(one)) {
    if (answer.id) remove(answer);
  } else if (status === 201) {
    arrive(one, answer);
  } else if (PASSING.includes(status) || status >= 500) {
    Object.assign(one, { state: 'failed', reason: answer.detail ?? CUT, isCut: !answer.detail });
    say(one.reason);
  } else refuse(one, answer.detail ?? WRONG_KIND);
}

function arrive(one, stored) {
  if (one.thumbnail) thumbnails.set(one.key, one.thumbnail);
  Object.assign(one, stored, { state: 'ready', file: null, progress: 1 });
}

// Trying again could not help.
function refuse(one, why) {
  if (isTakenAway(one)) return;
  drop(one);
  refusals.set(why, [...(refusals.get(why) ?? []), `“${one.name}”`]);
  clearTimeout(forgetting);
  forgetting = setTimeout(() => refusals.clear(), REFUSALS_STAND);
  say([...refusals].map(([reason, names]) => `${names.join(', ')}: ${reason}`).join(' '));
}

function isTakenAway(one) {
  return !attachmentsOf(one.conversation).includes(one);
}

function drop(one) {
  put(
    one.conversation,
    attachmentsOf(one.conversation).filter((other) => other !== one),
  );
  if (one.thumbnail) URL.revokeObjectURL(one.thumbnail);
}

function remove({ id, key }) {
  forget({ key });
  fetch(`${ADDRESS}/${id}`, { method: 'DELETE', keepalive: true }).catch(() => null);
}

function forget({ key }) {
  URL.revokeObjectURL(thumbnails.get(key));
  thumbnails.delete(key);
}
