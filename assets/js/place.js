// Where the reader is. The address says which conversation and which panel; nothing else does.
import { reactive } from 'vue';

const ROOT = '/live-conversations';
const PATTERN = new RegExp(`^${ROOT}(?:/(\\d+))?(/details)?/?$`);

// `shown` is the conversation opened last: it stays drawn while the list slides over it. `visits`
// counts openings. `row` is the list row chosen last: its name is shown before the server answers.
export const place = reactive({
  path: ROOT,
  conversation: null,
  panel: 'list',
  shown: null,
  visits: 0,
  row: null,
});

export function pathOf(conversation, panel = 'conversation') {
  if (panel === 'list') return ROOT;
  return `${ROOT}/${conversation}${panel === 'details' ? '/details' : ''}`;
}

export function arrive(path) {
  const [, number, details] = path.match(PATTERN) ?? [];
  const conversation = number ? Number(number) : null;
  if (conversation && conversation !== place.conversation) {
    place.shown = conversation;
    place.visits += 1;
  }
  const panel = conversation ? (details ? 'details' : 'conversation') : 'list';
  Object.assign(place, { path, conversation, panel });
}

export function go(path) {
  if (path === location.pathname) return;
  history.pushState({ from: location.pathname }, '', path + location.search);
  arrive(path);
}

// Undoes the step that led here. A deep link has no such step: there the address is replaced.
export function back(path) {
  if (history.state?.from === path) return history.back();
  history.replaceState(null, '', path + location.search);
  arrive(path);
}

// Notes in the address which conversations are listed, so that a reload lists them again.
export function noteInQuery(name, value) {
  const query = new URLSearchParams(location.search);
  if (value) query.set(name, value);
  else query.delete(name);
  const search = query.size ? `?${query}` : '';
  history.replaceState(history.state, '', location.pathname + search);
}

export function choose(row, panel = 'conversation') {
  place.row = row;
  go(pathOf(row.id, panel));
}
