import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  failureLines,
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
    { passed: 10, failed: 3, failures: [] },
  );
});

test('Jest says of each failed test and file what failed', () => {
  const { failures } = jestTotals({
    numPassedTests: 1,
    numFailedTests: 1,
    numRuntimeErrorTestSuites: 1,
    testResults: [
      {
        name: 'a.test.ts',
        status: 'failed',
        message: 'all of the file',
        assertionResults: [
          { status: 'passed', fullName: 'adds', failureMessages: [] },
          {
            status: 'failed',
            fullName: 'takes away',
            failureMessages: ['\u001b[31mexpected 1\u001b[39m\n  at a.ts:1'],
          },
        ],
      },
      {
        name: 'b.test.ts',
        status: 'failed',
        message: 'Cannot find module',
        assertionResults: [],
      },
      {
        name: 'c.test.ts',
        status: 'passed',
        message: '',
        assertionResults: [],
      },
    ],
  });
  assert.deepEqual(failures, [
    'a.test.ts: takes away\n  expected 1\n    at a.ts:1',
    'b.test.ts\n  Cannot find module',
  ]);
});

test("the counts of Node's runner are those of its last summary", () => {
  const tap = [
    'TAP version 13',
    '# pass 99',
    'ok 1 - a test that prints a summary',
    '    not ok 1 - the door opens',
    'not ok 2 - a house',
    '# tests 4',
    '# pass 2',
    '# fail 1',
    '# cancelled 1',
    '# skipped 0',
  ].join('\n');
  assert.deepEqual(nodeTestTotals(tap), {
    passed: 2,
    failed: 2,
    failures: ['the door opens', 'a house'],
  });
});

test('a report that is missing counts nothing', () => {
  assert.deepEqual(nodeTestTotals(''), {
    passed: 0,
    failed: 0,
    failures: [],
  });
});

test('the sum counts a runner that broke without a failed test as one failure', () => {
  assert.deepEqual(
    sumTotals([
      { name: 'a', passed: 5, failed: 0, failures: [], exitCode: 0 },
      { name: 'b', passed: 3, failed: 2, failures: ['x', 'y'], exitCode: 1 },
      { name: 'c', passed: 0, failed: 0, failures: [], exitCode: 1 },
    ]),
    {
      passed: 8,
      failed: 3,
      failures: [
        'x',
        'y',
        'c: no test failed, and yet the runner ended with code 1; its output above says why',
      ],
    },
  );
});

test('the last line is plain', () => {
  assert.equal(totalsLine({ passed: 8, failed: 0 }), '8 passed, 0 failed');
});

test('what failed is said before it, and nothing where nothing failed', () => {
  assert.equal(failureLines({ failures: [] }), '');
  assert.equal(failureLines({ failures: ['a', 'b'] }), '\nFailed:\n\na\n\nb\n');
});
