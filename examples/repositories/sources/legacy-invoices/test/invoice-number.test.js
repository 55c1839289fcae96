import assert from 'node:assert/strict';
import test from 'node:test';
import { invoiceNumber, parseInvoiceNumber } from '../src/invoice-number.js';

test('a number is read back as it was written', () => {
  assert.deepEqual(parseInvoiceNumber(invoiceNumber(2019, 431)), { year: 2019, sequence: 431 });
});
