import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextTick } from 'vue';

import { draftOf, setDraft } from '../../ui/client/drafts.js';
import { waiting } from '../../ui/client/outbox.js';
import { ask, beginStart, know, start, started, submit } from '../../ui/client/start_form.js';
import { openStorage } from '../../ui/client/user_storage.js';

document.querySelector = () => null;
openStorage(7);
const places = [
  { id: 1, name: 'Queen Street' },
  { id: 2, name: 'Harbour' },
];
const begin = () => beginStart({ places, agent: 'Amira', longestTitle: 10 });
const known = { number: '(416) 555-0191', refusal: null, existing: null };

test('what is written survives a reload, but not a point of contact that one has lost', async () => {
  begin();
  Object.assign(start, { phone: '416', place: 2, title: 'Order' });
  await nextTick();

  Object.assign(start, { phone: '', place: 0, title: '' });
  begin();
  assert.deepEqual([start.phone, start.place, start.title], ['416', 2, 'Order']);
  beginStart({ places: places.slice(0, 1), agent: 'Amira', longestTitle: 10 });

  assert.equal(start.place, 1);
});

test('a number is no mistake while it is being written, and is tidied when it is left', async () => {
  begin();
  Object.assign(start, { phone: '4165550191', place: 1 });
  await nextTick();
  know('4165550191', 1, { ...known, number: null, refusal: 'No number.' });
  assert.equal(start.numberTrouble, null);
  start.leaveNumber();
  assert.equal(start.numberTrouble, 'No number.');

  know('something older', 1, known);
  assert.equal(start.known.refusal, 'No number.');
  know('4165550191', 1, known);

  assert.equal(start.phone, '(416) 555-0191');
});

test('what is lacking is said in the order of the fields', async () => {
  begin();
  Object.assign(start, { phone: '', place: 0, title: 'far too long a title' });
  assert.match(start.lacking, /phone number first/);
  start.phone = '416';
  await nextTick();
  assert.match(start.lacking, /point of contact first/);
  start.place = 1;
  assert.match(start.lacking, /too long: 20 characters, and 10/);
  start.title = '';

  assert.equal(start.lacking, null);
});

test('a start that meets an existing conversation gives the words back, one that works does not', () => {
  begin();
  Object.assign(start, { phone: '416', place: 1, title: '' });
  submit('Hello');
  const [entry] = waiting('start');
  assert.deepEqual({ ...entry.start }, { phone: '416', place: 1, title: '', beside: 0 });

  ask(entry.key, { id: 9, number: '416', location: 'Queen Street', at: '2026-01-01T00:00:00Z' });
  assert.deepEqual([draftOf('start', 0), start.isAsking], ['Hello', true]);
  start.startAnother();
  const [again] = waiting('start');
  assert.equal(again.start.beside, 9);
  setDraft('start', 0, '');
  started(again.key, 12);

  assert.deepEqual([waiting('start'), start.phone, start.place], [[], '', 1]);
});
