import type { DesiredChange } from '../changes/types';
import type { Failure } from './failure';
import type { Change } from './change';
import type { GateResult } from './gateResult';

/** Where the code of a target lives. @public */
export interface RepositoryRef {
  /** Type of the code host that serves it, e.g. `local`. */
  host: string;
  /** Name of the repository on its host, e.g. `payments-api` or `org/payments-api`. */
  name: string;
  /** Something to show and to link, never a credential. */
  url?: string;
  /** Path of the target inside the repository, POSIX, no leading or trailing slash; absent is the root. */
  path?: string;
}

/** What keeps a target from being worked on, found while planning. @public */
export interface TargetProblem {
  code:
    | 'noRepository'
    | 'noOwner'
    | 'unknownReference'
    | 'archived'
    | 'hostNotAllowed'
    | 'noMatchingPath'
    | 'duplicate';
  message: string;
}

/** A module of the catalog that a sweep changes. @public */
export interface TargetDescription {
  /** Unique in its run, stable over runs, safe in a path and in a branch name: `component.default.payments-api`. */
  id: string;
  entityRef: string;
  title: string;
  owner?: string;
  /** `spec.type` of the entity, e.g. `service`. */
  type?: string;
  system?: string;
  repository?: RepositoryRef;
  /** Target ids or entity refs that this one depends on, from `dependsOn` relations. */
  dependsOn: string[];
  problems: TargetProblem[];
  labels: Record<string, string>;
}

/**
 * Where a target stands.
 *
 * @remarks
 * `pending` → `dryRunQueued` → `ready` | `alreadyFine` | `failed`;
 * `ready` → `applyQueued` → `open` | `needsReview` | `alreadyFine` | `failed`;
 * `open` → `merged` | `declined`; `open`/`merged` → `rollbackQueued` → `withdrawn` | `reverting` → `reverted`.
 *
 * @public
 */
export const TARGET_STATUSES = [
  'problem',
  'pending',
  'dryRunQueued',
  'ready',
  'alreadyFine',
  'applyQueued',
  'needsReview',
  'open',
  'merged',
  'declined',
  'failed',
  'skipped',
  'cancelled',
  'rollbackQueued',
  'withdrawn',
  'reverting',
  'reverted',
] as const;

/** {@inheritDoc TARGET_STATUSES} @public */
export type TargetStatus = (typeof TARGET_STATUSES)[number];

/** What a worker does for a target. @public */
export type TargetStage = 'dryRun' | 'apply' | 'rollback';

/** A diff, kept as an artifact under what it was made from. @public */
export interface StoredDiff {
  /** Commit that the change was made on. */
  baseCommit: string;
  baseBranch: string;
  /** Digest of the artifact that holds the patch (git's binary-safe unified format). */
  artifact: string;
  /** `git patch-id --stable` of the patch: equal for the same change on a moved base. */
  patchId: string;
  /** Tree that results, so that what is pushed can be compared with what was approved. */
  tree: string;
  files: number;
  additions: number;
  deletions: number;
}

/** One try of one stage, finished. @public */
export interface Attempt {
  stage: TargetStage;
  /** 1 for the first; counted per stage and per retry that a person asked for. */
  attempt: number;
  startedAt: string;
  finishedAt: string;
  worker?: string;
  outcome: string;
  failure?: Failure;
  /** Digest of the artifact that holds the log. */
  log?: string;
}

/** The fold of a target's stream. @public */
export interface TargetState extends TargetDescription {
  runId: string;
  version: number;
  status: TargetStatus;
  /** Stage that was queued last; says where a failed target failed. */
  stage?: TargetStage;
  /** Index of the batch that it belongs to, and its place in it. */
  batch?: number;
  position?: number;
  /** Ids of targets of the same run that must have settled before this one starts. */
  waitsFor: string[];
  /** Item of work that is under way, if any. */
  workId?: string;
  /** Attempts used by the item of work under way. */
  attemptsUsed: number;
  /** Counts the times that work was queued, so that ids of work never repeat. */
  cycle: number;
  attempts: Attempt[];
  diff?: StoredDiff;
  /** The diff that a moved base asks to accept. */
  proposedDiff?: StoredDiff;
  gates: GateResult[];
  change?: Change;
  /**
   * What its change was last made to be, with a digest in place of the body: the previous desired state of the next
   * reconciliation. Rule: semantics, section 7.
   */
  desired?: DesiredChange;
  /** The change that takes a merged one back. */
  revert?: Change;
  failure?: Failure;
  /** When the next attempt is due, while one is. */
  retryAt?: string;
  skipReason?: string;
  /** Why this target was rolled back by itself; a rollback of the whole run has its reason there. */
  rollbackReason?: string;
  declinedBy?: string;
  followUps: FollowUp[];
  createdAt: string;
  updatedAt: string;
}

/** Something that a person should still do for a target. @public */
export interface FollowUp {
  code: string;
  text: string;
}
