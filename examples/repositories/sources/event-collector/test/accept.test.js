import assert from 'node:assert/strict';
import test from 'node:test';
import { refusal } from '../src/accept.js';

const now = new Date('2024-05-05T12:00:00Z');

test('a complete event is accepted', () => {
  assert.equal(refusal({ type: 'orderPlaced', orderId: 'o-1', total: 100, at: '2024-05-05T11:59:00Z' }, now), undefined);
});

test('missing fields are named', () => {
  assert.equal(refusal({ type: 'basketChanged', sku: 'A', at: '2024-05-05T11:59:00Z' }, now), 'missing quantity, session');
});

test('a clock may be five minutes ahead, not more', () => {
  const event = { type: 'productViewed', sku: 'A', session: 's' };
  assert.equal(refusal({ ...event, at: '2024-05-05T12:05:00Z' }, now), undefined);
  assert.equal(refusal({ ...event, at: '2024-05-05T12:05:01Z' }, now), 'from the future');
});
