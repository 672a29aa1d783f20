// Where the reader is. The address says which conversation, which panel, and which conversations
// are listed; nothing else does.
import { reactive } from 'vue';

const ROOT = '/live-conversations';
const PATTERN = new RegExp(`^${ROOT}(?:/(\\d+))?(/details)?/?$`);
const AT = 'at';

const readBefore = history.state?.reading; // until this page opened

export const START = `${ROOT}/new`;

// `shown` is the conversation opened last: it stays drawn while the list slides over it. `visits`
// counts openings. `row` is the list row chosen last: its name is shown before the server answers.
// `at` is the message one came for. `query` says what is listed.
export const place = reactive({
  path: ROOT,
  conversation: null,
  panel: 'list',
  at: null,
  shown: null,
  visits: 0,
  row: null,
  query: queryOf(location.search),
});

export function pathOf(conversation, panel = 'conversation') {
  if (panel === 'list') return ROOT;
  return `${ROOT}/${conversation}${panel === 'details' ? '/details' : ''}`;
}

export function arrive(path, at = null) {
  const [, number, details] = path.match(PATTERN) ?? [];
  const conversation = number ? Number(number) : null;
  const isAnother = conversation !== place.conversation || (at && at !== place.at);
  if (conversation !== null && isAnother) {
    place.shown = conversation;
    place.visits += 1;
  }
  Object.assign(place, { path, conversation, at, panel: panelOf(path, conversation, details) });
}

// After the browser went back or forward: to another place, but what is listed stays listed.
export function arriveAgain() {
  const { pathname, search } = location;
  const at = Number(new URLSearchParams(search).get(AT)) || null;
  history.replaceState(history.state, '', addressOf(pathname, at));
  arrive(pathname, at);
}

export function go(path, at = null) {
  if (path === place.path && (!at || at === place.at)) return;
  history.pushState({ from: location.pathname }, '', addressOf(path, at));
  arrive(path, at);
}

// Takes the place of the present one, which nobody should come back to.
export function replace(path) {
  history.replaceState({ from: history.state?.from }, '', addressOf(path));
  arrive(path);
}

// Undoes the step that led here. A deep link has no such step: there the address is replaced.
export function back(path) {
  if (history.state?.from === path) return history.back();
  history.replaceState(null, '', addressOf(path));
  arrive(path);
}

// Notes in the address which conversations are listed, so that a reload lists them again.
export function noteInQuery(values) {
  const query = { ...place.query, ...values };
  place.query = Object.fromEntries(Object.entries(query).filter(([, value]) => value));
  history.replaceState(history.state, '', addressOf(location.pathname, place.at));
}

// Notes the message one is reading, for a page that is loaded anew or come back to.
export function noteReading(message) {
  history.replaceState({ ...history.state, reading: message }, '');
}

export function resumeReading() {
  if (place.conversation !== null && readBefore && !place.at) arrive(place.path, readBefore);
}

export function choose(row, panel = 'conversation') {
  place.row = row;
  go(pathOf(row.id, panel), row.match?.message ?? null);
}

function panelOf(path, conversation, details) {
  if (path === START) return 'start';
  if (conversation === null) return 'list';
  return details ? 'details' : 'conversation';
}

function addressOf(path, at = null) {
  const query = new URLSearchParams(place.query);
  if (at) query.set(AT, at);
  return query.size ? `${path}?${query}` : path;
}

function queryOf(search) {
  const query = new URLSearchParams(search);
  query.delete(AT);
  return Object.fromEntries(query);
}
