import assert from 'node:assert/strict';
import test from 'node:test';
import { stateOf, timeline } from '../src/states.js';

test('both carriers say delivered in their own way', () => {
  assert.equal(stateOf('northpost', 'DEL'), 'delivered');
  assert.equal(stateOf('swiftline', 90), 'delivered');
});

test('an unknown code is no reason to fail', () => {
  assert.equal(stateOf('northpost', 'XYZ'), 'moving');
});

test('a timeline is in order and does not repeat itself', () => {
  const events = [
    { at: '2024-02-02T08:00:00Z', state: 'moving' },
    { at: '2024-02-01T18:00:00Z', state: 'accepted' },
    { at: '2024-02-02T12:00:00Z', state: 'moving' },
  ];
  assert.deepEqual(timeline(events).map(event => event.state), ['accepted', 'moving']);
});
