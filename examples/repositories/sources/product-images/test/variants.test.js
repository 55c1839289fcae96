import assert from 'node:assert/strict';
import test from 'node:test';
import { formatFor, widthFor } from '../src/variants.js';

test('the smallest width that is large enough is chosen', () => {
  assert.equal(widthFor(300), 320);
  assert.equal(widthFor(300, 2), 640);
});

test('a slot wider than all gets the widest', () => {
  assert.equal(widthFor(4000), 1920);
});

test('the newest format that the browser accepts wins', () => {
  assert.equal(formatFor('image/avif,image/webp,*/*'), 'avif');
  assert.equal(formatFor('*/*'), 'jpeg');
});
