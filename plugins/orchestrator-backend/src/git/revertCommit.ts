import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { GitAnswer, GitCall } from './Git';

/** Runs git in a checkout. */
export type CheckoutGit = (
  args: string[],
  failure: GitCall['failure'],
  accept?: number[],
) => Promise<GitAnswer>;

const COMMIT_ID = /^[0-9a-f]{40,64}$/;
const FILES_NAMED = 10;

/**
 * Takes a commit back in the files and the index of a checkout; of a merge, what it brought to its first parent.
 *
 * @param branch - for the message
 * @throws FailureError `mergeCommitMissing` or `revertConflict`, which names the files
 */
export async function revertCommit(
  git: CheckoutGit,
  commit: string,
  branch: string,
): Promise<void> {
  const parents = await countParents(git, commit);
  if (parents === undefined) {
    throw new FailureError({
      class: 'permanent',
      code: 'mergeCommitMissing',
      message: `The merge ${commit.slice(
        0,
        64,
      )} is not on ${branch} any more: revert it by hand`,
    });
  }
  const mainline = parents > 1 ? ['--mainline', '1'] : [];
  const answer = await git(
    ['revert', '--no-commit', ...mainline, commit],
    { code: 'revertFailed', message: 'The merge could not be reverted' },
    [0, 1],
  );
  if (answer.exitCode !== 0) {
    throw await conflict(git);
  }
}

/** @returns undefined where there is no such commit */
async function countParents(
  git: CheckoutGit,
  commit: string,
): Promise<number | undefined> {
  if (!COMMIT_ID.test(commit)) {
    return undefined;
  }
  const { exitCode, stdout } = await git(
    ['rev-list', '--parents', '--max-count=1', commit, '--'],
    { code: 'revertFailed', message: 'The merge could not be read' },
    [0, 128],
  );
  return exitCode === 0
    ? stdout.toString('utf8').trim().split(' ').length - 1
    : undefined;
}

async function conflict(git: CheckoutGit): Promise<FailureError> {
  const { stdout } = await git(
    ['diff', '--name-only', '--diff-filter=U', '--no-ext-diff', '-z'],
    {
      code: 'revertFailed',
      message: 'The conflicts could not be read',
    },
  );
  const files = stdout.toString('utf8').split('\0').filter(Boolean);
  return new FailureError({
    class: 'permanent',
    code: 'revertConflict',
    message: `The merge can't be reverted by itself, because ${
      files.slice(0, FILES_NAMED).join(', ') || 'its files'
    } changed since: revert it by hand`,
  });
}
