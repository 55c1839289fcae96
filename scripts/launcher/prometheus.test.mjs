import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import { test } from 'node:test';
import { findPrometheus } from './prometheus.mjs';

const machine = (programs, env = {}) => ({
  env: { PATH: ['/usr/local/bin', '/usr/bin'].join(delimiter), ...env },
  isProgram: path => programs.includes(path),
});

test('Prometheus is found in the PATH', () => {
  assert.equal(
    findPrometheus(machine(['/usr/bin/prometheus'])),
    '/usr/bin/prometheus',
  );
});

test('the variable PROMETHEUS wins, and must name a program', () => {
  const env = { PROMETHEUS: '/opt/prometheus' };
  assert.equal(
    findPrometheus(machine(['/opt/prometheus', '/usr/bin/prometheus'], env)),
    '/opt/prometheus',
  );
  assert.throws(
    () => findPrometheus(machine(['/usr/bin/prometheus'], env)),
    /PROMETHEUS is '\/opt\/prometheus', which is no program/,
  );
});

test('a machine without Prometheus has none', () => {
  assert.equal(findPrometheus(machine([])), undefined);
});
