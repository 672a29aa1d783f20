// What is listed: what the panel of filters applies, the toggle chooses, and the list shows.
import { computed, nextTick, reactive } from 'vue';

import { storeQuery } from './route.js';

const NONE = Object.freeze({ name: '', location: '', phone: '', message: '', show: '' });
const WORDS = { name: 'Name', phone: 'Phone', message: 'Message', show: 'Show' };
const LIST = '[data-testid="conversation-list"]';

// `typed` stands in the fields, `applied` is listed. `presses` counts changes, also the same
// filters once more: watch it to have the list loaded.
export const filters = reactive({
  applied: { ...NONE },
  typed: { ...NONE },
  status: 'open',
  names: { location: {}, show: {} },
  isOpen: false,
  presses: 0,
  chips: computed(() => chips()),
  location: computed(() => {
    const { location } = filters.applied;
    return (location && filters.names.location[location]) || 'All locations';
  }),
  narrowed: computed(() => narrowed()),
  toggle: () => (filters.isOpen ? hide() : open()),
  hide,
  submit,
  reset,
  remove,
  choose,
});

// What the page was opened with; `names` are those of the locations, and of what can be shown.
export function beginFilters({ query, names }) {
  const { status = 'open', ...applied } = query;
  const whole = { ...NONE, ...applied };
  Object.assign(filters, { names, status, applied: whole, typed: { ...whole } });
}

export function change(changed) {
  const { status = filters.status, ...applied } = changed;
  Object.assign(filters, { status, applied: { ...filters.applied, ...applied } });
  filters.presses += 1;
  storeWish();
}

// As it stands in the address.
export function wish() {
  return { ...filters.applied, status: filters.status === 'open' ? '' : filters.status };
}

// The switch was refused: the rows are still those of this status.
export function paintBack(status) {
  filters.status = status;
  storeWish();
}

export function reset() {
  filters.typed = { ...NONE };
  change(NONE);
  hide();
}

export function isFiltered() {
  return Object.values(filters.applied).some(Boolean);
}

// By name of each filter that can be taken away, what its chip says.
function chips() {
  const { applied, names } = filters;
  const values = { ...applied, show: names.show[applied.show] ?? '' };
  const given = Object.entries(WORDS).filter(([key]) => values[key]);
  return Object.fromEntries(given.map(([key, words]) => [key, `${words}: ${values[key]}`]));
}

// Which filters to drop, in words.
function narrowed() {
  const words = Object.values(filters.chips);
  if (filters.applied.location) words.push(filters.location);
  return `Filtered by ${words.join(', ')}.`;
}

async function open() {
  filters.isOpen = true;
  document.addEventListener('click', leave, true);
  document.addEventListener('keydown', hideByKey, true);
  await nextTick();
  // A touched keyboard would cover the rest.
  if (matchMedia('(pointer: fine)').matches) section().querySelector('input').focus();
}

// What was typed stays, for whoever opens it again.
function hide() {
  const hadFocus = section()?.contains(document.activeElement);
  filters.isOpen = false;
  document.removeEventListener('click', leave, true);
  document.removeEventListener('keydown', hideByKey, true);
  if (hadFocus) opener().focus();
}

// A click on the list only closes: what lies under the section was not aimed at.
function leave(event) {
  if (!event.target.closest?.(LIST)) return;
  event.preventDefault();
  event.stopPropagation();
  hide();
}

function hideByKey(event) {
  const taken = '.q-menu, .q-dialog, dialog[open]';
  if (event.key !== 'Escape' || document.querySelector(taken)) return;
  event.preventDefault();
  hide();
}

function submit() {
  change(filters.typed);
  hide();
}

function remove(key) {
  filters.typed[key] = '';
  change({ [key]: '' });
  opener().focus();
}

function choose(status) {
  if (status !== filters.status) change({ status });
}

function storeWish() {
  storeQuery(wish());
}

function section() {
  return document.getElementById('filter-section');
}

function opener() {
  return document.querySelector('[aria-controls="filter-section"]');
}
