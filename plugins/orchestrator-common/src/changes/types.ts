import type { ChangeState, ChecksState, ReviewState } from '../model/change';

/**
 * What the change (pull request) of a target shall be.
 *
 * @public
 */
export interface DesiredChange {
  /** Whether it shall be on the code host. Never closes what is there; `closed` does. */
  published: boolean;
  /** Whether it shall be opened as a draft. A change that is ready stays so. */
  draft: boolean;
  /** Digest of the diff on its branch. */
  diffDigest: string;
  title: string;
  body: string;
  /** In any order. */
  labels: string[];
  /** The branch that it shall be merged into. */
  base: string;
  /** Whether it shall be closed without a merge, as by a rollback. */
  closed?: boolean;
}

/**
 * The branch of a change on the code host.
 *
 * @public
 */
export interface ActualBranch {
  name: string;
  /** Whether it carries our digest in its commit. */
  ours: boolean;
  /** Whose it is, if it isn't ours. */
  owner?: string;
  /** Digest of its diff, from the commit’s trailer. */
  diffDigest?: string;
}

/**
 * What the code host has.
 *
 * @public
 */
export interface ActualChange {
  state: 'absent' | ChangeState;
  review?: ReviewState;
  checks?: ChecksState;
  /** Left out if it isn't there. */
  branch?: ActualBranch;
  /** Who closed it. Left out if the code host doesn't tell. */
  closedBy?: { person: string } | 'orchestrator';
  /** What it says, where it was read. */
  title?: string;
  body?: string;
  labels?: string[];
  base?: string;
}

/**
 * A part of a change that is kept on the code host, beside its diff.
 *
 * @public
 */
export type ChangeField = 'title' | 'body' | 'labels' | 'base';

/**
 * One thing to do on the code host. The order of a list of them is the order
 * in which they must be done.
 *
 * @public
 */
export type ChangeOperation =
  /** Put the diff on the branch. */
  | { kind: 'push'; diffDigest: string }
  /** Take note of a change that is there and that we don't know. Writes nothing. */
  | { kind: 'import' }
  /** Open the change. */
  | { kind: 'publish'; draft: boolean }
  | { kind: 'close' }
  | { kind: 'reopen' }
  /** Mark a draft as ready. */
  | { kind: 'undraft' }
  | { kind: 'update'; fields: ChangeField[] }
  /** Read the change again, once the host knows the new commit. */
  | { kind: 'sync' };

/**
 * Where the change of a target stands, for people.
 *
 * @public
 */
export type ChangeStanding =
  | { standing: 'absent' | 'draft' | 'open' | 'merged' | 'closed' }
  /** A person closed it; it isn't reopened by itself. */
  | { standing: 'declined'; by?: string };
