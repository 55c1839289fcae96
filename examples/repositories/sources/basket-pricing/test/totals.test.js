import assert from 'node:assert/strict';
import test from 'node:test';
import { discount, subtotal } from '../src/totals.js';

const lines = [
  { sku: 'KETTLE-17', unitPrice: 3499, quantity: 1 },
  { sku: 'MUG-BLUE', unitPrice: 650, quantity: 4 },
];

test('the subtotal counts every piece', () => {
  assert.equal(subtotal(lines), 6099);
});

test('a percentage is rounded down to the cent', () => {
  assert.equal(discount(lines, { kind: 'percent', value: 15 }), 914);
});

test('a voucher below its minimum takes nothing off', () => {
  assert.equal(discount(lines, { kind: 'amount', value: 1000, minimum: 7500 }), 0);
});

test('a voucher never takes off more than the basket costs', () => {
  assert.equal(discount(lines, { kind: 'amount', value: 10_000 }), 6099);
});
