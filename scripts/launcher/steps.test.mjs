import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveLine, plain, runStep, spoken, tail } from './steps.mjs';

// The runner's own report goes over the standard output, so nothing else may be written there.
const silent = { write() {} };

test('durations are told as a person would', () => {
  assert.equal(spoken(400), '0 s');
  assert.equal(spoken(8_000), '8 s');
  assert.equal(spoken(125_000), '2 min 5 s');
});

test('a log holds no terminal codes', () => {
  assert.equal(plain('\u001b[32mdone\u001b[0m\rnext'), 'done\nnext');
});

test('the tail is the end of a text', () => {
  assert.equal(tail('a\nb\nc\n\n', 2), 'b\nc');
});

test('without a terminal a step is two plain lines', () => {
  const written = [];
  const line = liveLine('Working', { write: text => written.push(text) });
  line.show('detail');
  line.end(true);
  assert.deepEqual(written, ['… Working\n', '✓ Working (0 s)\n']);
});

test('a failed step tells the end of its output, its title and its log', async () => {
  await assert.rejects(
    runStep(
      {
        title: 'Failing on purpose',
        log: 'steps-test',
        command: process.execPath,
        args: ['-e', 'console.log("the reason"); process.exit(3)'],
        env: process.env,
      },
      silent,
    ),
    /the reason\n\nFailing on purpose failed: it ended with 3\. .* in \.tools[/\\]logs[/\\]steps-test\.log\./,
  );
});

test('a program that is missing fails the step as well', async () => {
  await assert.rejects(
    runStep(
      {
        title: 'Starting nothing',
        log: 'steps-test',
        command: 'there-is-no-such-program',
        args: [],
        env: process.env,
      },
      silent,
    ),
    /Starting nothing failed: spawn there-is-no-such-program ENOENT/,
  );
});
