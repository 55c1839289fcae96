import assert from 'node:assert/strict';
import test from 'node:test';
import { formatPrice, showsOldPrice } from '../src/format-price.js';

test('a price has two decimals and its currency', () => {
  assert.equal(formatPrice(129_900, 'EUR', 'en-GB'), '€1,299.00');
});

test('a saving below five percent is not shown', () => {
  assert.equal(showsOldPrice(10_000, 9_600), false);
  assert.equal(showsOldPrice(10_000, 9_500), true);
});
