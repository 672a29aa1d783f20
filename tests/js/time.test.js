// In Toronto the clocks went back on November 1, 2026, and go forward on March 14, 2027.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

const MOMENTS = [
  ['2026-11-02T00:10-05:00', '2026-11-01T00:10-04:00', 'Yesterday', 'Yesterday, 12:10 AM'],
  ['2026-11-01T23:50-05:00', '2026-10-31T00:10-04:00', 'Yesterday', 'Yesterday, 12:10 AM'],
  ['2027-03-15T00:10-04:00', '2027-03-14T00:10-05:00', 'Yesterday', 'Yesterday, 12:10 AM'],
  ['2027-03-14T23:50-04:00', '2027-03-14T00:10-05:00', '12:10 AM', 'Today, 12:10 AM'],
  ['2027-03-17T12:00-04:00', '2027-03-11T12:00-05:00', 'Thu', 'Thursday, 12:00 PM'],
  ['2027-03-17T12:00-04:00', '2027-03-10T12:00-05:00', 'Mar 10', 'Mar 10, 12:00 PM'],
  ['2027-03-17T12:00-04:00', '2026-12-31T12:00-05:00', 'Dec 31, 2026', 'Dec 31, 2026, 12:00 PM'],
];

const plain = (words) => words.replaceAll('\u202f', ' ');

async function timeAt(now) {
  mock.timers.reset();
  mock.timers.enable({ apis: ['Date'], now: Date.parse(now) });
  return import(`../../ui/client/time.js?${now}`);
}

for (const [now, at, short, long] of MOMENTS) {
  test(`${at} seen at ${now}`, async () => {
    const { shortTime, longTime } = await timeAt(now);

    assert.deepEqual([shortTime(at), longTime(at)].map(plain), [short, long]);
  });
}

test('how long ago, and how long a customer has waited', async () => {
  const { ago, waitingTime, waitingWords } = await timeAt('2026-11-20T12:00-05:00');

  assert.equal(ago('2026-11-20T11:59:40-05:00'), 'now');
  assert.equal(ago('2026-11-20T11:15-05:00'), '45 min. ago');
  assert.equal(ago('2026-11-20T09:00-05:00'), '3 hr. ago');
  assert.equal(waitingTime('2026-11-20T11:59:40-05:00'), '1m');
  assert.equal(waitingWords('2026-11-18T09:00-05:00'), 'Waiting for an answer for 2 days');
});
