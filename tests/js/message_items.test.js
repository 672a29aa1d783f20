import assert from 'node:assert/strict';
import { test } from 'node:test';

import { toItems } from '../../ui/client/message_items.js';

const MIDNIGHT = new Date(2026, 10, 20).getTime();
const SAID = [
  ['10:00:00', 'inbound', 'first'],
  ['10:02:59', 'inbound', 'close by'],
  ['10:05:59', 'inbound', 'three minutes later: another cluster'],
  ['10:06:30', 'outbound', 'the other side'],
  ['10:11:29', 'outbound', 'a gap of nearly five minutes'],
  ['10:16:29', 'outbound', 'five minutes: a time of its own'],
  ['23:59:30', 'inbound', 'late'],
  ['24:00:30', 'inbound', 'after midnight'],
].map(([time, direction, text], index) => {
  const [hours, minutes, seconds] = time.split(':').map(Number);
  const at = new Date(MIDNIGHT + ((hours * 60 + minutes) * 60 + seconds) * 1000).toISOString();
  return { id: index + 1, at, direction, author: direction, text };
});

function texts(items) {
  return items.map(({ message }) => message.text);
}

test('a time stands above after five minutes, and on another day', () => {
  assert.deepEqual(texts(toItems(SAID, null).filter(({ heading }) => heading)), [
    'first',
    'five minutes: a time of its own',
    'late',
    'after midnight',
  ]);
});

test('only what is close by and of the same side goes on in a cluster', () => {
  assert.deepEqual(texts(toItems(SAID, null).filter(({ opens }) => !opens)), ['close by']);
});

test('the line above what is unread breaks a cluster', () => {
  const items = toItems(SAID, 2);

  assert.deepEqual(texts(items.filter(({ divider }) => divider)), ['close by']);
  assert.equal(
    items.every(({ opens }) => opens),
    true,
  );
});

test('an item that did not change is the very same object', () => {
  const before = toItems(SAID, null);
  const after = toItems([...SAID, { ...SAID.at(-1), id: 9, text: 'new' }], null);

  assert.equal(after[0], before[0]);
  assert.notEqual(after.at(-2), before.at(-1), 'it does not end its cluster any more');
});
