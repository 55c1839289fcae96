import assert from 'node:assert/strict';
import test from 'node:test';
import { isEnabled } from '../src/rollout.ts';
import type { Flag } from '../src/rollout.ts';

const flag: Flag = { key: 'new-basket', percent: 30, testers: ['tester-1'] };
const shoppers = Array.from({ length: 2000 }, (_, index) => `shopper-${index}`);

test('about as many shoppers have it as the flag says', () => {
  const enabled = shoppers.filter(shopper => isEnabled(flag, shopper)).length;
  assert.ok(enabled > 520 && enabled < 680, `${enabled} of 2000`);
});

test('who has it keeps it when the share grows', () => {
  const wider = { ...flag, percent: 60 };
  assert.ok(shoppers.filter(shopper => isEnabled(flag, shopper)).every(shopper => isEnabled(wider, shopper)));
});

test('testers always have it', () => {
  assert.equal(isEnabled({ ...flag, percent: 0 }, 'tester-1'), true);
});
