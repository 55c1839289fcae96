import assert from 'node:assert/strict';
import test from 'node:test';
import { isReturnable, refundFor } from '../src/refunds.js';

test('goods may be returned for thirty days', () => {
  const delivered = new Date('2024-04-01T12:00:00Z');
  assert.equal(isReturnable(delivered, new Date('2024-05-01T12:00:00Z')), true);
  assert.equal(isReturnable(delivered, new Date('2024-05-01T12:00:01Z')), false);
});

test('a part of the pieces gets its part of the price, rounded to the cent', () => {
  assert.equal(refundFor({ paid: 1000, quantity: 3 }, 1), 333);
  assert.equal(refundFor({ paid: 1000, quantity: 3 }, 2), 667);
});

test('nobody returns more than was bought', () => {
  assert.throws(() => refundFor({ paid: 1000, quantity: 3 }, 4), /More pieces/);
});
