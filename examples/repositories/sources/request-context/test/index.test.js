import assert from 'node:assert/strict';
import test from 'node:test';
import { currentRequestId, requestIdOf, withRequest } from '../src/index.js';

test('the id of the caller is kept', () => {
  assert.equal(requestIdOf({ 'x-request-id': 'abc-12345' }), 'abc-12345');
});

test('a missing or odd id is replaced', () => {
  assert.match(requestIdOf({}), /^[0-9a-f-]{36}$/);
  assert.match(requestIdOf({ 'x-request-id': 'a\nb' }), /^[0-9a-f-]{36}$/);
});

test('the id is known after an await', async () => {
  await withRequest({ 'x-request-id': 'abc-12345' }, async () => {
    await new Promise(resolve => setImmediate(resolve));
    assert.equal(currentRequestId(), 'abc-12345');
  });
  assert.equal(currentRequestId(), undefined);
});
