import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { coverageThresholds } from './coverage.mjs';
import { findTestFiles } from './testFiles.mjs';
import { workspaceManifests } from './workspaces.mjs';

let root;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'folders-'));
  for (const file of [
    'plugins/b/package.json',
    'plugins/a/package.json',
    'plugins/README.md',
    'app/package.json',
    'examples/repositories/create.test.mjs',
    'examples/repositories/sources/cart/cart.test.mjs',
    'examples/portal/app/src/App.test.ts',
    'e2e/sweep.test.ts',
    'e2e/portal.ts',
    'plugins/orchestrator-common/src/pacing/decide.ts',
    'plugins/orchestrator-common/src/windows/index.ts',
    'plugins/orchestrator-common/src/model/run.ts',
  ]) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), '');
  }
});
after(() => rm(root, { recursive: true, force: true }));

test('workspaces are found by their manifest', async () => {
  assert.deepEqual(
    await workspaceManifests(root, ['plugins/*', 'app', 'x/*']),
    ['app/package.json', 'plugins/a/package.json', 'plugins/b/package.json'],
  );
});

test("the tests of Node's runner are found, without those that belong to an example or to Jest", async () => {
  assert.deepEqual(await findTestFiles(root, ['examples', 'e2e', 'missing']), [
    'e2e/sweep.test.ts',
    'examples/repositories/create.test.mjs',
  ]);
});

test('folders of pure decisions must be covered best, those with only types or exports are left out', () => {
  assert.deepEqual(coverageThresholds(root), {
    './plugins/': { lines: 80, branches: 80 },
    './plugins/orchestrator-common/src/pacing/': { lines: 95, branches: 95 },
  });
});
