import assert from 'node:assert/strict';
import test from 'node:test';
import { boughtTogether } from '../src/rank.js';

const orders = [['tent', 'stove'], ['tent', 'stove', 'lamp'], ['lamp'], ['tent', 'lamp', 'lamp'], ['tent', 'rope', 'stove']];

test('what was bought together most often comes first', () => {
  assert.deepEqual(boughtTogether(orders, 'tent'), ['stove', 'lamp', 'rope']);
});

test('a product that nobody bought has no companions', () => {
  assert.deepEqual(boughtTogether(orders, 'boat'), []);
});
