/** State of a change (pull request) on its code host. @public */
export type ChangeState = 'draft' | 'open' | 'merged' | 'closed';

/** @public */
export type ReviewState = 'pending' | 'approved' | 'changesRequested';

/** @public */
export type ChecksState = 'unknown' | 'pending' | 'passed' | 'failed';

/** A change (pull request) on a code host, as last seen. @public */
export interface Change {
  host: string;
  repository: string;
  /** Id on its host. */
  id: string;
  /** Path inside the portal or address on the host. */
  url: string;
  branch: string;
  baseBranch: string;
  title: string;
  labels: string[];
  reviewers: string[];
  state: ChangeState;
  review: ReviewState;
  checks: ChecksState;
  headCommit: string;
  mergeCommit?: string;
  openedAt: string;
  mergedAt?: string;
  closedAt?: string;
  closedBy?: string;
}
