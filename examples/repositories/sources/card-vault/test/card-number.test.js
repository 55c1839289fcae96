import assert from 'node:assert/strict';
import test from 'node:test';
import { isCardNumber, maskCardNumber } from '../src/card-number.js';

test('a number with the right checksum is a card number', () => {
  assert.equal(isCardNumber('4111 1111 1111 1111'), true);
  assert.equal(isCardNumber('4111 1111 1111 1112'), false);
});

test('letters and short numbers are not', () => {
  assert.equal(isCardNumber('4111'), false);
  assert.equal(isCardNumber('4111 1111 1111 111X'), false);
});

test('only the last four digits are shown', () => {
  assert.equal(maskCardNumber('4111 1111 1111 1111'), '**** 1111');
});
