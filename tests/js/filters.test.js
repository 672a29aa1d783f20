import assert from 'node:assert/strict';
import { test } from 'node:test';

import { beginFilters, change, filters, paintBack, reset, wish } from '../../ui/client/filters.js';
import { route } from '../../ui/client/route.js';

document.getElementById = () => null;
document.querySelector = () => ({ focus: () => {} });
const names = { location: { 3: 'Queen Street' }, show: { failed: 'Not delivered' } };
const begin = (query = {}) => beginFilters({ query, names });

test('chips say what is applied, not what is still being typed', () => {
  begin({ name: 'sofa', location: '3', show: 'failed', status: 'closed' });

  filters.typed.message = 'coat';

  assert.deepEqual(filters.chips, { name: 'Name: sofa', show: 'Show: Not delivered' });
  assert.equal(filters.location, 'Queen Street');
  assert.equal(filters.narrowed, 'Filtered by Name: sofa, Show: Not delivered, Queen Street.');
  assert.equal(wish().status, 'closed');
});

test('what was typed stays when the section is hidden, until it is applied or reset', () => {
  begin();
  filters.typed.phone = '416';

  filters.hide();
  assert.equal(filters.typed.phone, '416');
  filters.submit();
  assert.deepEqual([filters.applied.phone, route.query.phone], ['416', '416']);
  reset();

  assert.deepEqual([filters.typed.phone, filters.applied.phone], ['', '']);
  assert.equal(route.query.phone, undefined);
});

test('a filter that is taken away leaves the others, and goes from its field', () => {
  begin({ name: 'sofa', phone: '416' });

  filters.remove('name');

  assert.deepEqual(filters.chips, { phone: 'Phone: 416' });
  assert.equal(filters.typed.name, '');
});

test('every press counts, but not a second one on what is chosen already', () => {
  begin();
  const before = filters.presses;

  filters.choose('open');
  assert.equal(filters.presses, before);
  filters.choose('closed');
  change({});

  assert.equal(filters.presses, before + 2);
  assert.equal(route.query.status, 'closed');
});

test('a switch that was refused is painted back, in the address too', () => {
  begin({ name: 'sofa' });
  filters.choose('closed');

  paintBack('open');

  assert.deepEqual([filters.status, route.query.status], ['open', undefined]);
  assert.equal(filters.applied.name, 'sofa');
});
