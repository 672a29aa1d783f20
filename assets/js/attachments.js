// The pictures that are being added to messages: chosen, made smaller, uploaded, ready to be sent.
import { reactive } from 'vue';

import { newKey } from '/assets/js/keys.js';
import { LARGEST_BYTES, kindOf, shrunk } from '/assets/js/shrink.js';
import { say } from '/assets/js/toasts.js';

export const MOST = 10;

const ADDRESS = '/live-conversations/attachments';
const WRONG_KIND = 'cannot be sent: only JPEG and PNG pictures can.';
const TOO_LARGE = 'is too large: 25 MB is the limit for one picture.';
const CUT = 'The upload was interrupted.';

// Per conversation what stands below its box; a conversation still to be started is `null`.
const added = reactive(new Map());

export function attachmentsOf(conversation) {
  return added.get(conversation) ?? [];
}

// What the server keeps of an earlier visit, or of another device.
export function restore(conversation, kept) {
  const here = attachmentsOf(conversation);
  const known = new Map(here.map((one) => [one.id, one]));
  const stored = kept.map((one) => known.get(one.id) ?? fresh({ ...one, state: 'ready' }));
  put(conversation, [...stored, ...here.filter((one) => one.id === null)]);
}

export async function attach(conversation, files) {
  const before = attachmentsOf(conversation).length;
  const free = Math.max(0, MOST - before);
  if (files.length > free) say(`A message can have ${MOST} pictures at most.`);
  const chosen = [...files].slice(0, free).map((file) => fresh({ file, name: file.name }));
  put(conversation, [...attachmentsOf(conversation), ...chosen]);
  // One after the other: a phone's memory holds few photos at their full size.
  for (const one of attachmentsOf(conversation).slice(before)) await prepare(conversation, one);
}

export async function retry(conversation, one) {
  Object.assign(one, { state: 'loading', progress: 0, reason: null });
  await prepare(conversation, one);
}

export async function detach(conversation, one) {
  one.request?.abort();
  forget(conversation, [one]);
  if (one.id !== null) await fetch(`${ADDRESS}/${one.id}`, { method: 'DELETE' }).catch(() => null);
}

// They belong to a message from now on.
export function forget(conversation, gone) {
  put(conversation, attachmentsOf(conversation).filter((one) => !gone.includes(one)));
}

// Those of a message that was refused stand below the box again.
export function giveBack(conversation, some) {
  put(conversation, [...attachmentsOf(conversation), ...some]);
}

export function isUploading() {
  return [...added.values()].flat().some((one) => one.state === 'loading');
}

function put(conversation, some) {
  added.set(conversation, some);
}

function fresh(one) {
  return {
    key: newKey(),
    id: null,
    name: '',
    file: null,
    preview: one.file ? URL.createObjectURL(one.file) : null,
    state: 'loading',
    progress: 0,
    reason: null,
    request: null,
    ...one,
  };
}

async function prepare(conversation, one) {
  if (!attachmentsOf(conversation).includes(one)) return; // taken away while it waited
  const kind = await kindOf(one.file).catch(() => null);
  if (!kind) return refuse(conversation, one, WRONG_KIND);
  if (one.file.size > LARGEST_BYTES) return refuse(conversation, one, TOO_LARGE);
  const body = await shrunk(one.file, kind);
  await upload(conversation, one, body);
}

// Said once and taken away: trying again could not help.
function refuse(conversation, one, why) {
  forget(conversation, [one]);
  say(`“${one.name}” ${why}`);
}

// Not `fetch`, which tells no progress.
function upload(conversation, one, body) {
  const request = new XMLHttpRequest();
  one.request = request;
  const query = new URLSearchParams({ name: one.name, key: one.key });
  if (conversation !== null) query.set('conversation', conversation);
  return new Promise((done) => {
    request.upload.onprogress = ({ loaded, total }) => { one.progress = loaded / total; };
    request.onload = () => { answered(conversation, one); };
    request.onerror = () => { Object.assign(one, { state: 'failed', reason: CUT }); };
    request.onloadend = done;
    request.open('POST', `${ADDRESS}?${query}`);
    request.send(body);
  });
}

function answered(conversation, one) {
  const answer = readable(one.request.responseText);
  if (one.request.status < 300) Object.assign(one, answer, { state: 'ready', file: null });
  else if (one.request.status < 500) refuseAs(conversation, one, answer.detail);
  else Object.assign(one, { state: 'failed', reason: answer.detail ?? CUT });
}

function refuseAs(conversation, one, sentence) {
  forget(conversation, [one]);
  say(sentence ?? `“${one.name}” ${WRONG_KIND}`);
}

function readable(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
