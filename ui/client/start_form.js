// The form that starts a conversation: what is written in it is kept in this browser, for each
// user, until it is sent. The text itself is a draft like any other.
import { computed, nextTick, reactive, watch } from 'vue';

import { moveAttachments, takeForMessage } from './attachments.js';
import { connection } from './connection.js';
import { draftOf, setDraft } from './drafts.js';
import { filters } from './filters.js';
import { amend, enqueue, findEntry, resolve, restoreDraft, waiting } from './outbox.js';
import { back, go, pathOf, replace, route, START } from './route.js';
import { shortTime } from './time.js';
import { say } from './toasts.js';
import { getStored, setStored } from './user_storage.js';

// The form's draft and entries belong to no conversation yet.
const NEW = 0;
const BLANK = { phone: '', place: 0, title: '' };
const UNKNOWN = Object.freeze({ number: null, refusal: null, existing: null });

// `known` is what the server made of the number, `isLeft` that it was written to its end, as far
// as one can tell. `existing` is a conversation that could be continued instead.
export const start = reactive({
  ...BLANK,
  places: [],
  agent: '',
  longestTitle: 0,
  known: UNKNOWN,
  isLeft: false,
  existing: null,
  isAsking: false,
  isShown: computed(() => route.panel === 'start'),
  chosen: computed(() => start.places.find(({ id }) => id === start.place)),
  // A number that is no number yet is no mistake while it is being written.
  numberTrouble: computed(() => (start.isLeft || start.known.number ? start.known.refusal : null)),
  numberHint: computed(() => hintOf(start.known.existing)),
  titleTrouble: computed(() => troubleOfTitle(start.title.trim().length)),
  lacking: computed(() => lacking()),
  progress: computed(() => progress()),
  // What stands in templates for this customer.
  placeholders: computed(() => ({
    customer: start.title.trim() || start.phone,
    location: start.chosen?.name ?? '',
    agent: start.agent,
  })),
  existingTime: computed(() => start.existing && shortTime(start.existing.at)),
  open: () => go(START),
  leave,
  leaveNumber,
  continueExisting,
  startAnother,
});

watch(() => [start.phone, start.place, start.title], keep);
watch(
  () => start.phone,
  () => Object.assign(start, { known: UNKNOWN, isLeft: false }),
);
watch(() => start.isShown, arrive);

// `places` are what one may start from, each with what its first messages carry.
export function beginStart({ places, agent, longestTitle }) {
  Object.assign(start, { places, agent, longestTitle });
  const [[, { phone, place, title } = BLANK] = []] = getStored('start', isForm);
  const isMine = places.some(({ id }) => id === place);
  const only = places.length === 1 ? places[0].id : 0;
  Object.assign(start, { phone, place: isMine ? place : only, title });
  if (start.isShown) arrive(true);
}

// One that was written since then is left alone.
export function know(written, at, known) {
  if (written !== start.phone || at !== start.place) return;
  start.known = known;
  if (start.isLeft) leaveNumber();
}

export function submit(text, beside = NEW) {
  const { phone, place, title } = start;
  const { key } = enqueue('start', NEW, text, { attachments: takeForMessage(NEW) });
  setDraft('start', NEW, '');
  amend(key, { start: { phone, place, title, beside } });
}

export function started(key, conversation) {
  if (!findEntry(key)) return;
  resolve(key);
  clear();
  if (start.isShown) replace(pathOf(conversation));
  else tell('The conversation was started.', 'Show', pathOf(conversation));
}

// Whether to go on with a conversation that there is already; the text is given back meanwhile.
export function ask(key, existing) {
  const entry = findEntry(key);
  if (!entry) return;
  restoreDraft(entry);
  Object.assign(start, { existing, isAsking: true });
  if (start.isShown) return;
  tell(`You already text with ${existing.number} at ${existing.location}.`, 'Decide', START);
}

function continueExisting() {
  const { existing } = start;
  const words = [draftOf('message', existing.id), draftOf('start', NEW)].filter(Boolean);
  setDraft('message', existing.id, words.join('\n'));
  setDraft('start', NEW, '');
  moveAttachments(NEW, existing.id);
  clear();
  start.isAsking = false;
  route.row = existing;
  go(pathOf(existing.id));
}

function startAnother() {
  start.isAsking = false;
  submit(draftOf('start', NEW).trim(), start.existing.id);
}

// Never while it is being written: the cursor would jump.
function leaveNumber() {
  start.isLeft = true;
  const { known } = start;
  if (!known.number || known.number === start.phone) return;
  start.phone = known.number;
  nextTick(() => Object.assign(start, { known, isLeft: true }));
}

async function arrive(isShown) {
  document.removeEventListener('keydown', leaveByKey);
  if (!isShown) return;
  document.addEventListener('keydown', leaveByKey);
  if (!start.chosen) start.place = Number(filters.applied.location);
  await nextTick();
  document
    .querySelector('[data-testid="start-conversation"] input')
    ?.focus({ preventScroll: true });
}

function leave() {
  back(history.state?.from ?? pathOf(null, 'list'));
}

function leaveByKey(event) {
  const isTaken = event.defaultPrevented || document.querySelector('.q-dialog, .q-menu');
  if (event.key !== 'Escape' || isTaken) return;
  event.preventDefault();
  leave();
}

// To somebody who has gone elsewhere meanwhile.
function tell(sentence, action, path) {
  say(sentence, { action, onAction: () => go(path) });
}

function lacking() {
  if (waiting('start').length) return 'The conversation is being started.';
  if (!start.phone.trim()) return 'Enter a phone number first.';
  if (start.known.refusal) return start.known.refusal;
  return start.place ? start.titleTrouble : 'Choose a point of contact first.';
}

function progress() {
  if (!waiting('start').length) return '';
  if (connection.isUp) return 'Starting…';
  return 'The conversation will be started when you are back online.';
}

function hintOf(existing) {
  return existing ? `You already have a conversation: ${existing.title}.` : undefined;
}

function troubleOfTitle(length) {
  if (length <= start.longestTitle) return null;
  return `The title is too long: ${length} characters, and ${start.longestTitle} is the limit.`;
}

// The place stays: the next customer is often texted from there too.
function clear() {
  Object.assign(start, { phone: '', title: '' });
}

function keep() {
  const { phone, place, title } = start;
  setStored('start', 'form', { phone, place, title });
}

function isForm({ phone, place, title }) {
  return typeof phone === 'string' && Number.isInteger(place) && typeof title === 'string';
}
