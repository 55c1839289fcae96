import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { missingKeys, plural } from '../src/index.js';

const messages = language =>
  JSON.parse(readFileSync(new URL(`../messages/${language}.json`, import.meta.url), 'utf8'));

test('Polish has its own form for few', () => {
  assert.equal(plural(messages('pl')['basket.items'], 3, 'pl'), '3 produkty');
  assert.equal(plural(messages('pl')['basket.items'], 5, 'pl'), '5 produktów');
});

test('every language has every text', () => {
  assert.deepEqual(missingKeys(messages('en'), messages('pl')), []);
});
