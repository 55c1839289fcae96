import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeRepository } from '../../plugins/orchestrator-backend/src/testing/gitRepositories';

/** A small service: what a sweep usually meets, without what only makes copying slow. */
const FILES: Record<string, string> = {
  '.nvmrc': '20\n',
  'README.md': '# A service\n\nDoes one thing.\n',
  'package.json': '{\n  "name": "service",\n  "version": "1.0.0"\n}\n',
  'src/index.js': "import { serve } from './serve.js';\n\nserve();\n",
  'src/serve.js': 'export function serve() {}\n',
  'test/serve.test.js': "import test from 'node:test';\n\ntest('serves');\n",
};

/** Makes a bare repository `<folder>/<name>.git` for each name, all alike. */
export async function makeRepositories(
  folder: string,
  names: readonly string[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const first = await makeRepository(folder, names[0], FILES);
  for (const name of names.slice(1)) {
    await cp(first, join(folder, `${name}.git`), { recursive: true });
  }
}

/** As git itself says it. */
export async function gitVersion(): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['--version']);
  return stdout.trim().replace('git version', 'git');
}

/** Branches of a repository that begin so. */
export async function branchesOf(
  repository: string,
  prefix: string,
): Promise<string[]> {
  const { stdout } = await promisify(execFile)('git', [
    `--git-dir=${repository}`,
    'for-each-ref',
    '--format=%(refname:short)',
    `refs/heads/${prefix}`,
  ]);
  return stdout.split('\n').filter(Boolean);
}
