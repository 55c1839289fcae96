import assert from 'node:assert/strict';
import test from 'node:test';
import { mayTry, waitSeconds } from '../src/attempts.ts';

test('the first failures cost nothing', () => {
  assert.equal(waitSeconds(3), 0);
});

test('then the wait doubles, up to a quarter of an hour', () => {
  assert.deepEqual([4, 5, 6, 30].map(waitSeconds), [2, 4, 8, 900]);
});

test('who has waited long enough may try again', () => {
  const attempts = { failed: 5, lastFailedAt: new Date('2024-01-01T00:00:00Z') };
  assert.equal(mayTry(attempts, new Date('2024-01-01T00:00:03Z')), false);
  assert.equal(mayTry(attempts, new Date('2024-01-01T00:00:04Z')), true);
});
