import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  clearStored,
  countStored,
  getStored,
  openStorage,
  setStored,
} from '../../ui/client/user_storage.js';

console.warn = () => {};
const any = () => true;

test('nothing is kept before it is known whose page this is', () => {
  setStored('draft', 'message:1', { text: 'Hello' });

  assert.deepEqual(Object.keys(localStorage), []);
});

test('each user finds their own', () => {
  openStorage(7);
  setStored('draft', 'message:1', { text: 'Hello' });
  openStorage(8);

  assert.deepEqual(getStored('draft', any), []);
  openStorage(7);
  assert.deepEqual(getStored('draft', any), [['message:1', { text: 'Hello', version: 1 }]]);
});

test('a row from before there were versions is read; one of a later version is left alone', () => {
  localStorage.setItem('draft:7:message:2', '{"text":"Old"}');
  localStorage.setItem('draft:7:message:3', '{"text":"New","version":2}');
  localStorage.setItem('draft:7:message:4', 'no json');

  assert.deepEqual(
    getStored('draft', any).map(([name]) => name),
    ['message:1', 'message:2'],
  );
  assert.equal(countStored(7, 'draft'), 4);
});

test('a row of the wrong form is left out', () => {
  const isDraft = ({ text }) => text === 'Old';

  assert.deepEqual(
    getStored('draft', isDraft).map(([name]) => name),
    ['message:2'],
  );
});

test('signing out clears what is kept for this user, and nothing of others', () => {
  localStorage.setItem('draft:8:message:1', '{"text":"Of Jonas"}');
  localStorage.setItem('theme', 'dark');

  clearStored(7);

  assert.deepEqual(Object.keys(localStorage).sort(), ['draft:8:message:1', 'theme']);
  setStored('draft', 'message:1', { text: 'Too late' });
  assert.equal(countStored(7, 'draft'), 0);
});

test('a browser that blocks storage breaks nothing', () => {
  const { localStorage: storage } = globalThis;
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get() {
      throw new Error('blocked');
    },
  });
  openStorage(7);
  setStored('draft', 'message:1', { text: 'Hello' });
  assert.deepEqual(getStored('draft', any), []);
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, value: storage });
});
