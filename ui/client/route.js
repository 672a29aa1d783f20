// Where the reader is. The address says which conversation, which panel, and which conversations
// are listed; nothing else does.
import { reactive } from 'vue';

const ROOT = '/live-conversations';
const PATTERN = new RegExp(`^${ROOT}(?:/(\\d+))?(/details)?/?$`);
const AT = 'at';

const readingBeforeReload = history.state?.reading; // until this page opened

export const START = `${ROOT}/new`;

// `shown` is the conversation opened last: it stays drawn while the list slides over it.
// `navigationId` counts openings. `row` is the list row chosen last: its name is shown before the server answers.
// `at` is the message one came for. `query` says what is listed.
export const route = reactive({
  path: ROOT,
  conversation: null,
  panel: 'list',
  at: null,
  shown: null,
  navigationId: 0,
  row: null,
  query: queryOf(location.search),
});

export function pathOf(conversation, panel = 'conversation') {
  if (panel === 'list') return ROOT;
  return `${ROOT}/${conversation}${panel === 'details' ? '/details' : ''}`;
}

export function navigate(path, at = null) {
  const [, number, details] = path.match(PATTERN) ?? [];
  const conversation = number ? Number(number) : null;
  const isAnother = conversation !== route.conversation || (at && at !== route.at);
  if (conversation !== null && isAnother) {
    route.shown = conversation;
    route.navigationId += 1;
  }
  Object.assign(route, { path, conversation, at, panel: panelOf(path, conversation, details) });
}

// After the browser went back or forward: to another path, but what is listed stays listed.
export function followHistory() {
  const { pathname, search } = location;
  const at = Number(new URLSearchParams(search).get(AT)) || null;
  history.replaceState(history.state, '', addressOf(pathname, at));
  navigate(pathname, at);
}

export function go(path, at = null) {
  if (path === route.path && (!at || at === route.at)) return;
  history.pushState({ from: location.pathname }, '', addressOf(path, at));
  navigate(path, at);
}

// Takes the place of the present one, which nobody should come back to.
export function replace(path) {
  history.replaceState({ from: history.state?.from }, '', addressOf(path));
  navigate(path);
}

// Undoes the step that led here. A deep link has no such step: there the address is replaced.
export function back(path) {
  if (history.state?.from === path) return history.back();
  history.replaceState(null, '', addressOf(path));
  navigate(path);
}

// Notes in the address which conversations are listed, so that a reload lists them again.
export function storeQuery(values) {
  const query = { ...route.query, ...values };
  route.query = Object.fromEntries(Object.entries(query).filter(([, value]) => value));
  history.replaceState(history.state, '', addressOf(location.pathname, route.at));
}

// Notes the message one is reading, for a page that is loaded anew or come back to.
export function storeReadingPosition(message) {
  history.replaceState({ ...history.state, reading: message }, '');
}

export function resumeReading() {
  if (route.conversation === null || !readingBeforeReload || route.at) return;
  navigate(route.path, readingBeforeReload);
}

export function choose(row, panel = 'conversation') {
  route.row = row;
  go(pathOf(row.id, panel), row.match?.message ?? null);
}

function panelOf(path, conversation, details) {
  if (path === START) return 'start';
  if (conversation === null) return 'list';
  return details ? 'details' : 'conversation';
}

function addressOf(path, at = null) {
  const query = new URLSearchParams(route.query);
  if (at) query.set(AT, at);
  const text = query.toString(); // `size` is newer than the oldest browsers
  return text ? `${path}?${text}` : path;
}

function queryOf(search) {
  const query = new URLSearchParams(search);
  query.delete(AT);
  return Object.fromEntries(query);
}
