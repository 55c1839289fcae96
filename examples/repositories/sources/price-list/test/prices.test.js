import assert from 'node:assert/strict';
import test from 'node:test';
import { priceOn } from '../src/prices.js';

const prices = [
  { market: 'eu', from: '2023-01-01', amount: 1999 },
  { market: 'de', from: '2023-06-01', amount: 1899 },
  { market: 'de', from: '2024-06-01', amount: 1799 },
];

test('the newest price that has begun holds', () => {
  assert.equal(priceOn(prices, 'de', '2024-05-31'), 1899);
  assert.equal(priceOn(prices, 'de', '2024-06-01'), 1799);
});

test('a market without a price takes that of its parent', () => {
  assert.equal(priceOn(prices, 'at', '2024-05-31'), 1899);
  assert.equal(priceOn(prices, 'fr', '2024-05-31'), 1999);
});

test('an article that is not sold in a market has no price there', () => {
  assert.equal(priceOn(prices, 'gb', '2024-05-31'), undefined);
});
