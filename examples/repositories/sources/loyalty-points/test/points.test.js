import assert from 'node:assert/strict';
import test from 'node:test';
import { levelOf, pointsFor } from '../src/points.js';

test('cents below a euro earn nothing', () => {
  assert.equal(pointsFor(1999), 19);
  assert.equal(pointsFor(1999, { birthday: true }), 38);
});

test('levels begin at a thousand and five thousand points', () => {
  assert.deepEqual([999, 1000, 5000].map(levelOf), ['basic', 'silver', 'gold']);
});
