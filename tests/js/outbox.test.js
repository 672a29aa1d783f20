import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextTick } from 'vue';

import { connection } from '../../ui/client/connection.js';
import { draftOf, setDraft } from '../../ui/client/drafts.js';
import {
  acknowledge,
  deliverEntries,
  enqueue,
  entriesOf,
  openOutbox,
  reject,
  replyConflictIn,
  reportConflict,
  resolve,
  sendAnyway,
} from '../../ui/client/outbox.js';

const AMIRA = 7;
const MAYA = 1;
const OMAR = 2;

function left(key, at, conversation = MAYA) {
  const entry = { key, kind: 'message', conversation, text: key, at, state: 'waiting', version: 1 };
  localStorage.setItem(`unsent:${AMIRA}:${key}`, JSON.stringify(entry));
}

function stored(key) {
  return JSON.parse(localStorage.getItem(`unsent:${AMIRA}:${key}`));
}

async function cameUp() {
  connection.isUp = true;
  connection.times += 1;
  await nextTick();
}

const delivered = [];

test('what an earlier page left unsent is handed over when the line is up, oldest first', async () => {
  left('second', '2026-11-20T10:00:01.000Z');
  left('first', '2026-11-20T10:00:00.000Z');
  left('to Omar', '2026-11-20T10:00:02.000Z', OMAR);
  localStorage.setItem(`unsent:${AMIRA}:broken`, '{');
  localStorage.setItem('unsent:8:of Jonas', JSON.stringify({ key: 'of Jonas' }));
  openOutbox(AMIRA);
  deliverEntries('message', ({ key }) => delivered.push(key));
  assert.deepEqual(delivered, []);

  await cameUp();

  assert.deepEqual(delivered, ['first', 'to Omar'], 'one text at a time in each conversation');
  assert.equal(localStorage.getItem(`unsent:${AMIRA}:broken`), '{', 'left for whoever can read it');
});

test('the next text follows when the server has confirmed the one before', async () => {
  acknowledge('first');
  await nextTick();

  assert.deepEqual(delivered, ['first', 'to Omar', 'second']);
  assert.equal(localStorage.getItem(`unsent:${AMIRA}:first`), null);
  acknowledge('second');
  acknowledge('to Omar');
});

test('a lost line repeats what was not confirmed, under the same key', async () => {
  delivered.length = 0;
  const { key } = enqueue('message', MAYA, 'Your coat is ready');
  await nextTick();
  connection.isUp = false;

  await cameUp();

  assert.deepEqual(delivered, [key, key]);
  assert.equal(stored(key).text, 'Your coat is ready');
  resolve(key);
});

test('a clock that was set back does not change the order', () => {
  const one = enqueue('message', OMAR, 'one');
  const now = Date.now;
  Date.now = () => now() - 60_000;
  const other = enqueue('message', OMAR, 'other');
  Date.now = now;

  assert.ok(one.at < other.at);
  for (const { key } of [one, other]) resolve(key);
});

test('a refused text goes back into its box, unless another one stands there', () => {
  const { key } = enqueue('message', MAYA, 'Too late');
  reject(key, 'The customer opted out.');
  assert.equal(draftOf('message', MAYA), 'Too late');
  assert.equal(
    entriesOf('message', MAYA).some((entry) => entry.key === key),
    false,
  );

  const next = enqueue('message', MAYA, 'Once more');
  setDraft('message', MAYA, 'A new thought');
  reject(next.key, 'The customer opted out.');
  assert.equal(draftOf('message', MAYA), 'A new thought');
  assert.equal(stored(next.key).state, 'refused');
  resolve(next.key);
});

test('a colleague who answered first is asked about, and the same text goes out by a new press', () => {
  const { key } = enqueue('message', OMAR, 'Yes, at five', { seen: 3, known: 3 });
  const answer = { id: 9, author: 'Jonas Cole', text: 'At six', at: '2026-11-20T10:00:00.000Z' };
  reportConflict(key, 'Jonas answered.', answer);
  const question = replyConflictIn(OMAR);
  assert.equal(question.key, key);

  const again = sendAnyway(question);

  assert.notEqual(again.key, key);
  assert.equal(again.seen, answer.id, 'the answer is known now');
  assert.equal(replyConflictIn(OMAR), null);
  resolve(again.key);
});
