import assert from 'node:assert/strict';
import test from 'node:test';
import { chargeableGrams, rateFor } from '../src/rates.js';

test('the first weight step that is enough sets the price', () => {
  assert.equal(rateFor('domestic', 1000), 390);
  assert.equal(rateFor('domestic', 1001), 590);
});

test('a parcel too heavy for the zone has no rate', () => {
  assert.equal(rateFor('world', 6000), undefined);
});

test('a light but bulky parcel is charged by volume', () => {
  assert.equal(chargeableGrams(800, { length: 60, width: 40, height: 40 }), 19_200);
});
