// The vectors are what `domain/model/sms.py` says of each text; see `test_javascript.py`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { filled } from '../../ui/client/placeholders.js';
import { findCostlyCharacter, measure, withNotice } from '../../ui/client/sms.js';

const { measured, joined } = JSON.parse(readFileSync(process.env.SMS_VECTORS, 'utf8'));
const NOTICE = 'Reply STOP to opt out. Msg & data rates may apply.';
const LONG = 'x'.repeat(100);

test('the page counts a text as the server does', () => {
  assert.ok(measured.length > 300);
  for (const [text, length] of measured) assert.deepEqual(measure(text), length, text);
});

test('the page adds the legal notice as the server does', () => {
  for (const [text, notice, whole] of joined) assert.equal(withNotice(text, notice), whole);
});

test('the character that makes a text costlier is named', () => {
  for (const [text, character, plain] of [
    [`It’s ${LONG}`, '’', `It's ${LONG}`],
    [`“It’s” – ${LONG}…`, '“', `"It's" - ${LONG}...`],
    [`${LONG}\u00a0here`, '\u00a0', `${LONG} here`],
    [`It’s 🙂 ${LONG}`, '🙂', null],
    [`ça ${LONG}`, 'ç', null],
  ]) {
    const costly = { character, segments: 2, without: 1, plain };
    assert.deepEqual(findCostlyCharacter(text), costly, text);
  }
  assert.equal(findCostlyCharacter('It’s ready to be collected', NOTICE).without, 1);
});

test('nothing is blamed where it costs nothing', () => {
  for (const text of [
    '',
    'It’s',
    '🙂',
    LONG.repeat(3),
    'ж'.repeat(70),
    'It’s ready to be collected',
  ]) {
    assert.equal(findCostlyCharacter(text), null, text);
  }
});

test('a template is filled in, and what is unknown is left alone', () => {
  const text =
    'Hi {customer}, {agent} here, not {Agent}, about {order} at {location}. $& {customer}!';

  assert.equal(
    filled(text, { customer: 'Maya $1', agent: 'Amira' }),
    'Hi Maya $1, Amira here, not {Agent}, about {order} at {location}. $& Maya $1!',
  );
});
