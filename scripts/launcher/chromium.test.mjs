import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import { test } from 'node:test';
import { findChromium } from './chromium.mjs';

const machine = (programs, rest = {}) => ({
  env: { PATH: ['/usr/local/bin', '/usr/bin'].join(delimiter) },
  platform: 'linux',
  isProgram: path => programs.includes(path),
  ...rest,
});

test('Chromium is taken before Chrome', () => {
  assert.equal(
    findChromium(machine(['/usr/bin/google-chrome', '/usr/bin/chromium'])),
    '/usr/bin/chromium',
  );
});

test('a usual path does where the PATH has none', () => {
  assert.equal(
    findChromium(machine(['/snap/bin/chromium'])),
    '/snap/bin/chromium',
  );
});

test('the variable CHROMIUM wins, and must name a program', () => {
  const env = { CHROMIUM: '/opt/chromium', PATH: '/usr/bin' };
  assert.equal(
    findChromium(machine(['/opt/chromium', '/usr/bin/chromium'], { env })),
    '/opt/chromium',
  );
  assert.throws(
    () => findChromium(machine(['/usr/bin/chromium'], { env })),
    /CHROMIUM is '\/opt\/chromium', which is no program/,
  );
});

test('a machine without one has none', () => {
  assert.equal(findChromium(machine([])), undefined);
});
