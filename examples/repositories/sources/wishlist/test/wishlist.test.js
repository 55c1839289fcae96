import assert from 'node:assert/strict';
import test from 'node:test';
import { addItem, priceDrops } from '../src/wishlist.js';

test('an article is on the list once, newest first', () => {
  assert.deepEqual(addItem(['A', 'B'], 'B'), ['B', 'A']);
});

test('the oldest article leaves a full list', () => {
  assert.deepEqual(addItem(['A', 'B'], 'C', 2), ['C', 'A']);
});

test('an article that is no longer sold is not a price drop', () => {
  assert.deepEqual(priceDrops(['A', 'B'], { A: 500, B: 500 }, { A: 450 }), ['A']);
});
