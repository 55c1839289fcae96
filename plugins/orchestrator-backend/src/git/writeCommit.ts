import type { GitCall } from './Git';

/** Who signs commits. */
export interface CommitIdentity {
  name: string;
  email: string;
}

/** A commit to write. The same input makes the same commit. */
export interface CommitRequest {
  tree: string;
  message: string;
  identity: CommitIdentity;
  date: Date;
}

/** The command that writes a commit on another one, and says its id. */
export function writeCommit(
  { tree, message, identity, date }: CommitRequest,
  parent: string,
): Pick<GitCall, 'args' | 'failure' | 'input' | 'env'> {
  const at = `@${Math.floor(date.getTime() / 1000)} +0000`;
  return {
    args: ['commit-tree', tree, '-p', parent, '-F', '-'],
    failure: {
      code: 'commitFailed',
      message: 'The commit could not be written',
    },
    input: Buffer.from(message),
    env: {
      GIT_AUTHOR_NAME: identity.name,
      GIT_AUTHOR_EMAIL: identity.email,
      GIT_AUTHOR_DATE: at,
      GIT_COMMITTER_NAME: identity.name,
      GIT_COMMITTER_EMAIL: identity.email,
      GIT_COMMITTER_DATE: at,
    },
  };
}
