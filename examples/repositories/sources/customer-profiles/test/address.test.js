import assert from 'node:assert/strict';
import test from 'node:test';
import { addressProblems } from '../src/address.js';

const address = { name: 'J. Visser', street: 'Damrak 1', city: 'Amsterdam', postcode: '1012 LG', country: 'NL' };

test('a complete address has no problems', () => {
  assert.deepEqual(addressProblems(address), []);
});

test('a postcode must have the form of its country', () => {
  assert.deepEqual(addressProblems({ ...address, country: 'PL' }), ['postcode']);
});

test('all problems are named at once', () => {
  assert.deepEqual(addressProblems({ ...address, street: ' ', country: 'XX' }), ['street', 'country']);
});
