import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { digestOf, isStamped, writeStamp } from './stamp.mjs';

let root;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'stamp-'));
  await mkdir(join(root, 'src', 'node_modules'), { recursive: true });
  await writeFile(join(root, 'src', 'a.ts'), 'one');
  await writeFile(join(root, 'src', 'a.test.ts'), 'test');
});
after(() => rm(root, { recursive: true, force: true }));

const digest = options => digestOf(root, ['src', 'yarn.lock'], options);

test('the same files have the same digest', async () => {
  assert.equal(await digest(), await digest());
});

test('a change, a new file, a new name and another salt each change the digest', async () => {
  const digests = [await digest(), await digest({ salt: 'v22' })];
  await writeFile(join(root, 'src', 'a.ts'), 'two');
  digests.push(await digest());
  await writeFile(join(root, 'yarn.lock'), 'lock');
  digests.push(await digest());
  await rename(join(root, 'src', 'a.ts'), join(root, 'src', 'b.ts'));
  digests.push(await digest());
  assert.equal(new Set(digests).size, digests.length);
});

test('dependencies and skipped files do not count', async () => {
  const skip = path => path.endsWith('.test.ts');
  const original = await digest({ skip });
  await writeFile(join(root, 'src', 'node_modules', 'x.js'), 'x');
  await writeFile(join(root, 'src', 'a.test.ts'), 'another test');
  assert.equal(await digest({ skip }), original);
});

test('a stamp holds for its digest only, and is absent at first', async () => {
  const stamp = join(root, 'made', 'stamp');
  assert.equal(await isStamped(stamp, 'abc'), false);
  await writeStamp(stamp, 'abc');
  assert.equal(await isStamped(stamp, 'abc'), true);
  assert.equal(await isStamped(stamp, 'abd'), false);
});
