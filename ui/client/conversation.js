// The open conversation, for the panels around it that are composed in Python: its name is known
// from the chosen row before the server answers, and a comment is written without it.
import { computed, reactive } from 'vue';

import { copy } from './clipboard.js';
import { dismiss, isDismissed } from './dismissals.js';
import { draftOf, setDraft } from './drafts.js';
import { isSendKey } from './keys.js';
import { enqueue, entriesOf } from './outbox.js';
import { back, choose, go, pathOf, route } from './route.js';
import { screen } from './screen.js';
import { measure } from './sms.js';
import { fullTime, longTime, shortTime } from './time.js';
import { say } from './toasts.js';

// `opened` is what the server has opened last, `detailsOf` whose details it has drawn.
export const conversation = reactive({
  opened: null,
  others: [],
  detailsOf: null,
  row: computed(() => [conversation.opened, route.row].find(isShown) ?? null),
  isOpened: computed(() => conversation.opened !== null && isShown(conversation.opened)),
  place: computed(() => placeOf(conversation.row)),
  alsoOpen: computed(() => (conversation.isOpened ? summaryOf(conversation.others) : '')),
  isShowingDetails: computed(() => route.panel === 'details'),
  hasDetails: computed(() => conversation.detailsOf === route.shown),
  comment: computed({
    get: () => draftOf('comment', route.shown),
    set: (text) => setDraft('comment', route.shown, text),
  }),
  commentLength: computed(() => measure(conversation.comment.trim()).characters),
  pending: computed(() =>
    entriesOf('comment', route.shown)
      .map(({ text }) => text)
      .join('\n'),
  ),
  toList: () => back(pathOf(null, 'list')),
  toggleDetails,
  leaveDetails: () => back(pathOf(route.conversation)),
  leaveOnPhone,
  visitOthers,
  visit,
  copyNumber,
  sendComment,
  sendByKey,
  isDismissed,
  dismiss,
  counter,
  longTime,
  shortTime,
  fullTime,
});

function isShown(known) {
  return known?.id === route.shown;
}

function placeOf(row) {
  if (!row) return '';
  return row.status === 'closed' ? `${row.location} · Closed` : row.location;
}

function summaryOf(others) {
  if (others.length !== 1) return others.length ? `${others.length} more open` : '';
  const [{ title, location }] = others;
  return `Also open: ${title === conversation.row.title ? location : title}`;
}

function toggleDetails() {
  if (conversation.isShowingDetails) conversation.leaveDetails();
  else go(pathOf(route.conversation, 'details'));
}

function visitOthers() {
  const { others, isShowingDetails } = conversation;
  if (others.length === 1) choose(others[0], isShowingDetails ? 'details' : 'conversation');
  else if (!isShowingDetails) toggleDetails();
}

// From the details, which stay in sight only where there is room for both.
function visit(id) {
  const row = conversation.others.find((other) => other.id === id);
  if (row) choose(row, screen.size === 'large' ? 'details' : 'conversation');
}

function leaveOnPhone() {
  if (screen.size === 'small') go(pathOf(null, 'list'));
}

async function copyNumber({ currentTarget }) {
  await copy(currentTarget.dataset.number);
  say('Copied');
}

// Into the outbox, which hands it over as often as it takes.
function sendComment(limit) {
  const text = conversation.comment.trim();
  if (!text) return;
  const { commentLength: length } = conversation;
  if (length > limit) {
    const sizes = `${number(length)} characters, and ${number(limit)} is the limit`;
    say(`The comment is too long: ${sizes}. Shorten it or send it in two.`);
    return;
  }
  enqueue('comment', route.shown, text);
  conversation.comment = '';
}

function sendByKey(event, limit) {
  if (!isSendKey(event)) return;
  event.preventDefault();
  sendComment(limit);
}

function counter(limit) {
  return `${number(conversation.commentLength)} / ${number(limit)}`;
}

function number(value) {
  return value.toLocaleString();
}
