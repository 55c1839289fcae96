import assert from 'node:assert/strict';
import test from 'node:test';
import { feeFor } from '../src/fees.js';

test('a card payment costs a share and a fixed part', () => {
  assert.equal(feeFor(10_000, 'card'), 165);
});

test('a bank transfer costs the same whatever the amount', () => {
  assert.equal(feeFor(500, 'transfer'), feeFor(5_000_000, 'transfer'));
});

test('an unknown method and a fraction of a cent are refused', () => {
  assert.throws(() => feeFor(100, 'cheque'), /No tariff/);
  assert.throws(() => feeFor(0.5, 'card'), /positive number of cents/);
});
