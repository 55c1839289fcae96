import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const ENVIRONMENT = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Dev',
  GIT_AUTHOR_EMAIL: 'dev@example.com',
  GIT_COMMITTER_NAME: 'Dev',
  GIT_COMMITTER_EMAIL: 'dev@example.com',
};

/** Runs the real git and returns what it prints. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd, env: ENVIRONMENT });
  return stdout.trim();
}

/** Makes a bare repository `<folder>/<name>.git` with one commit of the files. */
export async function makeRepository(
  folder: string,
  name: string,
  files: Record<string, string>,
): Promise<string> {
  const bare = join(folder, `${name}.git`);
  await mkdir(dirname(bare), { recursive: true });
  const checkout = await mkdtemp(join(tmpdir(), 'orchestrator-seed-'));
  await git(checkout, 'init', '--quiet', '--initial-branch=main');
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(checkout, path)), { recursive: true });
    await writeFile(join(checkout, path), content);
  }
  await git(checkout, 'add', '--all');
  await git(checkout, 'commit', '--quiet', '--message', 'feat: first version');
  await git(folder, 'clone', '--quiet', '--bare', checkout, bare);
  await rm(checkout, { recursive: true });
  return bare;
}
