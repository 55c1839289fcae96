import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Portal } from './portal';

const run = promisify(execFile);

/** Reads a bare repository of the local code host with git itself; the output comes without its last line break. */
export async function git(
  portal: Portal,
  repository: string,
  ...args: string[]
): Promise<string> {
  const { stdout } = await run('git', [
    ...['--git-dir', join(portal.repositories, `${repository}.git`)],
    ...args,
  ]);
  return stdout.replace(/\n$/, '');
}

/** Names of all branches of a repository. */
export async function branchesOf(
  portal: Portal,
  repository: string,
): Promise<string[]> {
  const names = await git(
    portal,
    repository,
    ...['for-each-ref', '--format=%(refname:short)', 'refs/heads'],
  );
  return names.split('\n');
}

/** Commits a file on a branch, as an owner does who fixes something of theirs meanwhile. */
export async function commitFile(
  portal: Portal,
  repository: string,
  file: { path: string; content: string; message: string },
): Promise<void> {
  const folder = await mkdtemp(join(portal.data, 'clone-'));
  const inClone = (...args: string[]) => run('git', ['-C', folder, ...args]);
  await run('git', [
    ...['clone', '--quiet'],
    join(portal.repositories, `${repository}.git`),
    folder,
  ]);
  await writeFile(join(folder, file.path), file.content);
  await inClone('add', '--', file.path);
  await inClone(
    ...['-c', 'user.name=An owner', '-c', 'user.email=owner@example.com'],
    ...['commit', '--quiet', '--message', file.message],
  );
  await inClone('push', '--quiet', 'origin', 'HEAD');
}
