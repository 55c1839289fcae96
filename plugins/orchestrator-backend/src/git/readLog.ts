import { checkBranch } from './address';
import type { Git } from './Git';
import type { CommitRange, LogCommit } from './GitWorkspaces';
import type { ObjectSource } from './ObjectSource';
import { REMOTE, speakingTo, type Remote } from './Remote';

const COMMIT_ID = /^[0-9a-f]{40}$/;

/**
 * Asks the code host for the commit of a tag or a branch; a tag goes before a branch of its name, as git has it.
 *
 * @returns a full id as it was given; undefined where there is no such tag or branch
 * @throws FailureError `invalidBranch` where it can't be a name
 */
export async function findCommit(
  git: Git,
  source: ObjectSource,
  remote: Remote,
  ref: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (COMMIT_ID.test(ref)) {
    return ref;
  }
  const tag = `refs/tags/${checkBranch(ref)}`;
  const branch = `refs/heads/${ref}`;
  const { stdout } = await git.run({
    args: ['ls-remote', '--quiet', REMOTE, tag, `${tag}^{}`, branch],
    gitDir: source.gitDir,
    ...speakingTo(remote),
    signal,
    failure: { code: 'cloneFailed', message: `${ref} could not be looked up` },
  });
  const found = new Map(
    stdout
      .toString('utf8')
      .split('\n')
      .map(line => line.split('\t'))
      .map(([commit, name]) => [name, commit]),
  );
  // An annotated tag is an object of its own; what it stands for is told beside it.
  return found.get(`${tag}^{}`) ?? found.get(tag) ?? found.get(branch);
}

/** Reads the commits that one commit contains and another one does not, newest first, without merges. */
export async function readLog(
  git: Git,
  source: ObjectSource,
  { from, to, path, max }: CommitRange,
  signal: AbortSignal,
): Promise<LogCommit[]> {
  const { stdout } = await git.run({
    args: [
      '--literal-pathspecs',
      'log',
      '-z',
      '--no-merges',
      `--max-count=${max}`,
      '--format=%H%n%B',
      to,
      `^${from}`,
      '--',
      ...(path === undefined ? [] : [path]),
    ],
    gitDir: source.gitDir,
    env: source.env,
    signal,
    failure: {
      code: 'cloneFailed',
      message: 'The commits of the repository could not be read',
    },
  });
  return stdout
    .toString('utf8')
    .split('\0')
    .filter(Boolean)
    .map(entry => {
      const end = entry.indexOf('\n');
      return { id: entry.slice(0, end), message: entry.slice(end + 1) };
    });
}
