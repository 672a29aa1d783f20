// What the list is narrowed down to: shared by the bar that says so and the list that shows it.
import { reactive } from 'vue';

import { storeQuery } from './route.js';

export const NONE = Object.freeze({ name: '', location: '', phone: '', message: '', show: '' });
export const SHOWN = {
  unread: 'Unread',
  waiting: 'Waiting for an answer',
  failed: 'Not delivered',
  'opted-out': 'Opted out',
};

// `times` counts changes, also the same filters once more: watch it to have the list loaded.
export const filters = reactive({ applied: { ...NONE }, times: 0 });

export function apply(changed) {
  filters.applied = { ...filters.applied, ...changed };
  filters.times += 1;
  storeQuery(filters.applied);
}

export function reset() {
  apply(NONE);
}

export function isFiltered() {
  return Object.values(filters.applied).some(Boolean);
}

// In words, those that can be taken away one by one.
export function removable() {
  const { name, phone, message, show } = filters.applied;
  return [
    { key: 'name', words: 'Name', value: name },
    { key: 'phone', words: 'Phone', value: phone },
    { key: 'message', words: 'Message', value: message },
    { key: 'show', words: 'Show', value: SHOWN[show] },
  ].filter((filter) => filter.value);
}
