import assert from 'node:assert/strict';
import test from 'node:test';
import { dueAt, queueFor } from '../src/queues.js';

test('a ticket goes where most of its words belong', () => {
  assert.equal(queueFor('Parcel late, tracking stopped, want a refund'), 'delivery');
  assert.equal(queueFor('A question'), 'general');
});

test('orders of a high value are answered within four hours', () => {
  const opened = new Date('2024-06-03T08:00:00Z');
  assert.equal(dueAt(opened, 60_000).toISOString(), '2024-06-03T12:00:00.000Z');
  assert.equal(dueAt(opened, 5_000).toISOString(), '2024-06-04T08:00:00.000Z');
});
