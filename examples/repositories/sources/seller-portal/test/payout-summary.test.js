import assert from 'node:assert/strict';
import test from 'node:test';
import { payoutSummary } from '../src/payout-summary.js';

test('returned sales are counted but not paid out', () => {
  const sales = [
    { amount: 4500, fee: 450, state: 'sent' },
    { amount: 1200, fee: 120, state: 'returned' },
  ];
  assert.deepEqual(payoutSummary(sales), { gross: 4500, fees: 450, payout: 4050, returned: 1 });
});
