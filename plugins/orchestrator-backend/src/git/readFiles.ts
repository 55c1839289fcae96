import type {
  LoggedCommit,
  LoggedFile,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Git } from './Git';
import type { CommitRange } from './GitWorkspaces';
import type { ObjectSource } from './ObjectSource';

/** Longest file that is read whole, in bytes. */
const MAX_TEXT_BYTES = 128 * 1024;
const CHANGES: Record<string, LoggedFile['change']> = {
  A: 'added',
  D: 'removed',
};

/** Reads which commits of a range touch files of some patterns, newest first, without merges and without renames. */
export async function readFileLog(
  git: Git,
  source: ObjectSource,
  { from, to, max }: Omit<CommitRange, 'path'>,
  patterns: readonly string[],
  signal: AbortSignal,
): Promise<LoggedCommit[]> {
  const { stdout } = await git.run({
    args: [
      'log',
      '-z',
      '--raw',
      '--no-abbrev',
      // Renames are found by comparing contents, which a partial mirror does not have.
      '--no-renames',
      '--no-merges',
      `--max-count=${max}`,
      '--format=%H',
      to,
      `^${from}`,
      '--',
      ...patterns.map(pattern => `:(top,glob)${pattern}`),
    ],
    gitDir: source.gitDir,
    env: source.env,
    signal,
    failure: {
      code: 'cloneFailed',
      message: 'The history of the repository could not be read',
    },
  });
  return readEntries(stdout.toString('utf8').split('\0'));
}

/** Rule: git's `diff-format`, raw: an entry that begins with a colon, then its path; the first follows a line break. */
function readEntries(entries: string[]): LoggedCommit[] {
  const commits: LoggedCommit[] = [];
  for (let at = 0; at < entries.length; at += 1) {
    const entry = entries[at].trim();
    if (entry.startsWith(':')) {
      const [, , , blob, status] = entry.split(' ');
      const change = CHANGES[status] ?? 'changed';
      at += 1;
      commits[commits.length - 1].files.push({
        path: entries[at],
        change,
        ...(change !== 'removed' && { blob }),
      });
    } else if (entry !== '') {
      commits.push({ id: entry, files: [] });
    }
  }
  return commits;
}

/** Finds the files of one name in a folder and below it: ids of their contents, by path. */
export async function findFiles(
  git: Git,
  source: ObjectSource,
  name: string,
  { commit, folder }: { commit: string; folder?: string },
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const { stdout } = await git.run({
    args: [
      '--literal-pathspecs',
      'ls-tree',
      '-r',
      '-z',
      '--full-tree',
      commit,
      ...(folder === undefined ? [] : ['--', folder]),
    ],
    gitDir: source.gitDir,
    env: source.env,
    signal,
    failure: {
      code: 'cloneFailed',
      message: 'The files of the repository could not be listed',
    },
  });
  return new Map(
    stdout
      .toString('utf8')
      .split('\0')
      .map(entry => entry.split('\t'))
      // A link is no file of that name, and a submodule neither.
      .filter(
        ([meta, path = '']) =>
          meta.startsWith('100') && `/${path}`.endsWith(`/${name}`),
      )
      .map(([meta, path]) => [path, meta.split(' ')[2]]),
  );
}

/** Reads contents by their ids, from the code host where they are not here. What is too long is cut. */
export async function readTexts(
  git: Git,
  source: ObjectSource,
  blobs: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const ids = [...new Set(blobs)];
  if (ids.length === 0) {
    return new Map();
  }
  await source.fetchBlobs?.(ids, signal);
  const { stdout } = await git.run({
    args: ['cat-file', '--batch'],
    gitDir: source.gitDir,
    env: source.env,
    input: Buffer.from(`${ids.join('\n')}\n`),
    signal,
    failure: {
      code: 'cloneFailed',
      message: 'Files of the repository could not be read',
    },
  });
  const texts = new Map<string, string>();
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf('\n', at);
    const [id, type, size] = stdout.toString('utf8', at, end).split(' ');
    const from = end + 1;
    if (type === 'missing') {
      at = from;
    } else {
      const length = Number(size);
      texts.set(
        id,
        stdout.toString('utf8', from, from + Math.min(length, MAX_TEXT_BYTES)),
      );
      at = from + length + 1;
    }
  }
  return texts;
}
