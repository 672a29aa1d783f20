import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  choose,
  followHistory,
  go,
  navigate,
  pathOf,
  route,
  storeQuery,
} from '../../ui/client/route.js';

const pushed = [];
history.pushState = (_state, _title, address) => pushed.push(address);
history.replaceState = (_state, _title, address) => pushed.push(address);

test('an address says which conversation and which panel', () => {
  for (const [path, conversation, panel] of [
    ['/live-conversations', null, 'list'],
    ['/live-conversations/', null, 'list'],
    ['/live-conversations/12', 12, 'conversation'],
    ['/live-conversations/12/details', 12, 'details'],
    ['/live-conversations/new', null, 'start'],
    ['/live-conversations/abc', null, 'list'],
  ]) {
    navigate(path);
    assert.deepEqual([route.conversation, route.panel], [conversation, panel], path);
  }
});

test('the panels of one conversation are one opening, another message is a new one', () => {
  navigate('/live-conversations/5');
  const { navigationId } = route;

  go(pathOf(5, 'details'));
  assert.equal(route.navigationId, navigationId);
  go(pathOf(5), 99);

  assert.equal(route.navigationId, navigationId + 1);
  assert.equal(pushed.at(-1), '/live-conversations/5?at=99');
});

test('the conversation that was open stays shown while the list slides over it', () => {
  navigate('/live-conversations/5');
  navigate('/live-conversations');

  assert.equal(route.conversation, null);
  assert.equal(route.shown, 5);
});

test('a row that was found by a message leads to it', () => {
  choose({ id: 6, title: 'Maya', match: { message: 40 } });

  assert.equal(route.at, 40);
  assert.equal(route.row.title, 'Maya');
});

test('what is listed stands in the address, without what is empty', () => {
  storeQuery({ status: 'closed', name: '' });
  go('/live-conversations/7');

  assert.equal(pushed.at(-1), '/live-conversations/7?status=closed');
});

test('after Back the page is where its address says, and lists what it listed', () => {
  Object.assign(location, { pathname: '/live-conversations/6', search: '?at=40' });
  followHistory();

  assert.deepEqual([route.conversation, route.at], [6, 40]);
  assert.equal(pushed.at(-1), '/live-conversations/6?status=closed&at=40');
});
