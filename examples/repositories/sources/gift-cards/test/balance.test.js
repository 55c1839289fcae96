import assert from 'node:assert/strict';
import test from 'node:test';
import { expiryOf, redeem } from '../src/balance.js';

const card = { balance: 5000, soldAt: new Date('2023-05-11T09:00:00Z') };

test('what the card does not cover is left to pay', () => {
  assert.deepEqual(redeem(card, 7250, new Date('2024-01-01T00:00:00Z')), { balance: 0, missing: 2250 });
});

test('a card expires at the end of the third year', () => {
  assert.equal(expiryOf(card.soldAt).toISOString(), '2026-12-31T23:59:59.000Z');
  assert.throws(() => redeem(card, 100, new Date('2027-01-01T00:00:00Z')), /expired/);
});
