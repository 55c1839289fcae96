import assert from 'node:assert/strict';
import test from 'node:test';
import { rating } from '../src/rating.ts';

test('a product without reviews has the usual rating', () => {
  assert.equal(rating([]), 3.8);
});

test('one bad review moves the rating only a little', () => {
  assert.equal(rating([{ stars: 1, verified: false }]), 3.3);
});

test('a verified purchase counts double', () => {
  assert.equal(rating([{ stars: 1, verified: true }]), 3);
});
