import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayInstallPackages } from './debianPackages.mjs';

for (const [uid, osRelease, allowed] of [
  [0, 'NAME="Debian GNU/Linux"\nID=debian\n', true],
  [1000, 'ID=debian\n', false],
  [0, 'ID=ubuntu\nID_LIKE=debian\n', false],
  [0, '', false],
  [undefined, '', false],
]) {
  test(`user ${uid} on '${osRelease.trim()}' ${
    allowed ? 'gets' : 'does not get'
  } the package installed`, () => {
    assert.equal(mayInstallPackages({ uid, osRelease }), allowed);
  });
}
