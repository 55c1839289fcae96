import assert from 'node:assert/strict';
import test from 'node:test';
import { isExpired, next } from '../src/checkout.ts';

test('a paid checkout becomes an order', () => {
  assert.equal(next(next('open', 'pay'), 'order'), 'ordered');
});

test('an order can not be paid again', () => {
  assert.throws(() => next('ordered', 'pay'), /can't pay/);
});

test('an open checkout expires after half an hour', () => {
  const changedAt = new Date('2024-03-01T10:00:00Z');
  assert.equal(isExpired('open', changedAt, new Date('2024-03-01T10:30:00Z')), false);
  assert.equal(isExpired('open', changedAt, new Date('2024-03-01T10:30:01Z')), true);
  assert.equal(isExpired('ordered', changedAt, new Date('2024-03-02T10:00:00Z')), false);
});
