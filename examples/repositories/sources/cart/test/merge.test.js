import assert from 'node:assert/strict';
import test from 'node:test';
import { mergeCarts } from '../src/merge.js';

test('articles of both baskets are kept', () => {
  assert.deepEqual(mergeCarts({ A: 1 }, { B: 2 }), { A: 1, B: 2 });
});

test('the larger quantity is kept, not the sum', () => {
  assert.deepEqual(mergeCarts({ A: 3 }, { A: 2 }), { A: 3 });
});

test('nobody orders more than twenty of one article', () => {
  assert.deepEqual(mergeCarts({}, { A: 50 }), { A: 20 });
});
