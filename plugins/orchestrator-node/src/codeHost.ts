import type {
  Change,
  CommitChecks,
  RepositoryRef,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { CodeHostWrite } from './codeHostWrites';

/** How a repository is reached with git. @public */
export interface RepositoryAccess {
  /** Address for `git fetch` and `git push`; its protocol must be one that the host allows. */
  url: string;
  defaultBranch: string;
  archived: boolean;
  /**
   * Environment of git for this address only, such as a credential in `GIT_CONFIG_*` variables.
   * It never reaches a command of a step or a gate.
   */
  env?: Record<string, string>;
}

/** What a change should look like. @public */
export interface ChangeRequest {
  runId: string;
  targetId: string;
  repository: RepositoryRef;
  branch: string;
  baseBranch: string;
  headCommit: string;
  title: string;
  /** Markdown. */
  body: string;
  labels: string[];
  /** Entity references of users and groups. */
  reviewers: string[];
  draft: boolean;
}

/** A git operation that a code host leaves to the caller, with a checkout of its own. @public */
export interface RevertRequest {
  change: Change;
  repository: RepositoryRef;
  title: string;
  body: string;
  labels: string[];
  branch: string;
  headCommit: string;
}

/**
 * A place that keeps repositories and changes (pull requests) of them.
 *
 * @remarks
 * Every method may be called again with the same arguments after a crash and must then do nothing twice:
 * `openChange` returns the change of that branch if there is one.
 * Errors: throw a {@link FailureError}, so that retries follow its class.
 *
 * @public
 */
export interface CodeHost {
  /** The word that a repository reference names it by, e.g. `local`. */
  readonly type: string;
  access(repository: RepositoryRef): Promise<RepositoryAccess>;
  /**
   * Which repository of this host an address leads to, as another one's `.gitmodules` has it: untrusted, and relative
   * ones resolved. Undefined where it leads to none; a host without this method has no submodules checked out.
   */
  repositoryAt?(url: string): Promise<RepositoryRef | undefined>;
  /**
   * What continuous integration says of the commit that a branch, a tag or a SHA leads to, for gates of trains. A host
   * without this method is not asked.
   */
  checksOf?(
    repository: RepositoryRef,
    ref: string,
    options: { signal: AbortSignal },
  ): Promise<CommitChecks>;
  /** The change of a branch, if it has one; its newest. */
  findChange(
    repository: RepositoryRef,
    branch: string,
  ): Promise<Change | undefined>;
  getChange(
    change: Pick<Change, 'repository' | 'id'>,
  ): Promise<Change | undefined>;
  openChange(request: ChangeRequest): Promise<Change>;
  updateChange(change: Change, request: ChangeRequest): Promise<Change>;
  /** Closes without merging and deletes the branch. */
  withdrawChange(change: Change, reason: string): Promise<Change>;
  mergeChange(change: Change, by: string): Promise<Change>;
  /**
   * How many requests a write takes of what the host counts.
   *
   * @remarks
   * Absent: one for a push or a merge; one to open a change and one each for its labels and its reviewers; three to
   * update a change (text, labels, reviewers) or to withdraw it (comment, close, branch).
   */
  requestsOf?(write: CodeHostWrite): number;
  /** Whether the host tells by itself what happens to its changes; otherwise they are looked at now and again. */
  readonly tellsOfChanges?: boolean;
}
