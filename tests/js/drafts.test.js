import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.UTC(2026, 10, 20, 10) });

const { deliverDrafts, draftOf, flushDrafts, openDrafts, receiveDraft, receiveDrafts, setDraft } =
  await import('../../ui/client/drafts.js');
const { openStorage } = await import('../../ui/client/user_storage.js');

const MAYA = 1;
const sent = [];
openStorage(7);
openDrafts();
deliverDrafts((...draft) => sent.push(draft));

test('a draft is in this browser at once, and on the server a second after the last key', () => {
  setDraft('message', MAYA, 'Your c');
  mock.timers.tick(900);
  setDraft('message', MAYA, 'Your coat');
  assert.equal(JSON.parse(localStorage.getItem(`draft:7:message:${MAYA}`)).text, 'Your coat');
  mock.timers.tick(999);
  assert.deepEqual(sent, []);

  mock.timers.tick(1);

  assert.deepEqual(sent, [[MAYA, 'Your coat', Date.now() - 1000]]);
});

test('it is sent again until the server says that it stands', () => {
  flushDrafts();
  assert.equal(sent.length, 2);

  receiveDraft({ conversation: MAYA, text: 'Your coat', at: Date.now() });
  flushDrafts();

  assert.equal(sent.length, 2);
});

test('the later writing of another device wins, but never under the fingers', () => {
  setDraft('message', MAYA, 'Your coat is');
  receiveDraft({ conversation: MAYA, text: 'From the phone', at: Date.now() + 5000 });
  assert.equal(draftOf('message', MAYA), 'Your coat is');

  mock.timers.tick(3000);

  assert.equal(draftOf('message', MAYA), 'From the phone');
  shownToasts.at(-1).actions[0].handler();
  assert.equal(draftOf('message', MAYA), 'Your coat is', 'what was lost can be brought back');
});

test('an earlier writing changes nothing', () => {
  receiveDraft({ conversation: MAYA, text: 'Old', at: 1 });

  assert.equal(draftOf('message', MAYA), 'Your coat is');
});

test('a draft that was sent from another device goes; a fresh one stays', () => {
  receiveDraft({ conversation: MAYA, text: 'Your coat is', at: Date.now() });
  receiveDrafts([]);
  assert.equal(draftOf('message', MAYA), 'Your coat is');

  mock.timers.tick(61_000);
  receiveDrafts([]);

  assert.equal(draftOf('message', MAYA), '');
  assert.equal(localStorage.getItem(`draft:7:message:${MAYA}`), null);
});

test('a comment stays in this browser', () => {
  sent.length = 0;
  setDraft('comment', MAYA, 'Prefers silk');
  mock.timers.tick(5000);

  assert.deepEqual(sent, []);
});
