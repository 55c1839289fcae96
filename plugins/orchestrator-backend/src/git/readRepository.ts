import { codeOf } from './codeOf';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { checkBranch } from './address';

const COMMIT_ID = /^[0-9a-f]{40}$/;
const MAX_COMMIT_BYTES = 1024 * 1024;
/** What reading a file says where there is no such file: also where a folder or a file is in its way. */
const MISSING = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

/**
 * Reads a branch where git keeps it, without a process: in a file of its own, or in `packed-refs`.
 *
 * @remarks Rule: git's `gitrepository-layout`. git packs before it removes the file, so looking in this order misses none.
 * @param gitDir - a bare repository, or git's own folder of another one
 * @returns its commit; undefined where there is no such branch, or where only git itself can tell (a symbolic reference,
 *   the format reftable, SHA-256)
 */
export async function readBranch(
  gitDir: string,
  branch: string,
): Promise<string | undefined> {
  const ref = `refs/heads/${checkBranch(branch)}`;
  const own = await readIfThere(join(gitDir, ref));
  if (own !== undefined) {
    const commit = own.toString('utf8').trimEnd();
    return COMMIT_ID.test(commit) ? commit : undefined;
  }
  const packed = await readIfThere(join(gitDir, 'packed-refs'));
  const line = packed
    ?.toString('utf8')
    .split('\n')
    .find(entry => entry.endsWith(` ${ref}`));
  const commit = line?.slice(0, line.indexOf(' '));
  return commit !== undefined && COMMIT_ID.test(commit) ? commit : undefined;
}

/**
 * Reads which branch the HEAD of a repository names, whether it has commits or not, without a process.
 *
 * @returns undefined where it names none, or only git itself can tell
 */
export async function readHead(gitDir: string): Promise<string | undefined> {
  const text = await readIfThere(join(gitDir, 'HEAD'));
  return text
    ?.toString('utf8')
    .match(/^ref: refs\/heads\/([^.\s]\S*)\n?$/)?.[1];
}

/**
 * Reads the parents of a commit, without a process.
 *
 * @param commit - its full id
 * @returns undefined where only git itself can tell: the commit is in a pack, for one
 */
export async function readParents(
  gitDir: string,
  commit: string,
): Promise<string[] | undefined> {
  const stored = await readIfThere(
    join(gitDir, 'objects', commit.slice(0, 2), commit.slice(2)),
  );
  const text = stored && inflated(stored);
  if (!text?.startsWith('commit ')) {
    return undefined;
  }
  const [header] = text.split('\n\n', 1);
  return [...header.matchAll(/^parent ([0-9a-f]{40})$/gm)].map(([, id]) => id);
}

/** @returns undefined where it is no commit that a person would write */
function inflated(stored: Buffer): string | undefined {
  try {
    return inflateSync(stored, {
      maxOutputLength: MAX_COMMIT_BYTES,
    }).toString();
  } catch {
    return undefined;
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (MISSING.has(codeOf(error))) {
      return undefined;
    }
    throw error;
  }
}
