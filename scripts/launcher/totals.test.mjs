import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  jestTotals,
  nodeTestTotals,
  sumTotals,
  totalsLine,
} from './totals.mjs';

test("Jest's counts include files that could not be loaded", () => {
  assert.deepEqual(
    jestTotals({
      numPassedTests: 10,
      numFailedTests: 1,
      numRuntimeErrorTestSuites: 2,
    }),
    { passed: 10, failed: 3 },
  );
});

test("the counts of Node's runner are those of its last summary", () => {
  const tap = [
    'TAP version 13',
    '# pass 99',
    'ok 1 - a test that prints a summary',
    '# tests 4',
    '# pass 2',
    '# fail 1',
    '# cancelled 1',
    '# skipped 0',
  ].join('\n');
  assert.deepEqual(nodeTestTotals(tap), { passed: 2, failed: 2 });
});

test('a report that is missing counts nothing', () => {
  assert.deepEqual(nodeTestTotals(''), { passed: 0, failed: 0 });
});

test('the sum counts a runner that broke without a failed test as one failure', () => {
  assert.deepEqual(
    sumTotals([
      { passed: 5, failed: 0, exitCode: 0 },
      { passed: 3, failed: 2, exitCode: 1 },
      { passed: 0, failed: 0, exitCode: 1 },
    ]),
    { passed: 8, failed: 3 },
  );
});

test('the last line is plain', () => {
  assert.equal(totalsLine({ passed: 8, failed: 0 }), '8 passed, 0 failed');
});
