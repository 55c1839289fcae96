import assert from 'node:assert/strict';
import test from 'node:test';
import { classNames, pageNumbers } from '../src/index.js';

test('only names that apply are joined', () => {
  assert.equal(classNames('button', { active: true, wide: false }, undefined), 'button active');
});

test('each page number is offered once', () => {
  assert.deepEqual(pageNumbers(1, 9), [1, 2, 9]);
  assert.deepEqual(pageNumbers(5, 9), [1, 4, 5, 6, 9]);
});
