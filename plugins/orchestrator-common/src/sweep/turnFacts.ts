import type { RunTurns } from '../forecast/types';
import type { RunState, TargetState } from '../model';

/** Where a piece of work is in its queue. @public */
export type QueuePlace =
  | { state: 'running' }
  /** ISO 8601: not before. */
  | { state: 'later'; at: string }
  /** Items that are served before it, by the fair order of the queue. */
  | { state: 'ready'; ahead: number; lane: string };

/** What targets wait for. @public */
export const TURN_WAITS = [
  /** The run is paused. */
  'resume',
  /** Somebody has to start the dry run. */
  'dryRun',
  /** Somebody has to start the rollout. */
  'start',
  /** One of the places of `maxParallel` in its run. */
  'place',
  /** Its batch has not begun. */
  'batch',
  /** Targets that it depends on. */
  'dependency',
  'window',
  /** Of its code host. */
  'limit',
  /** Another try. */
  'retry',
  /** A free worker. */
  'slot',
] as const;

/** What a target waits for, and when it expects to go on. @public */
export interface ExpectedTurn {
  waitsFor: (typeof TURN_WAITS)[number];
  /** ISO 8601; absent where nobody can tell. */
  at?: string;
  /**
   * Whether `at` is reckoned: for `slot` from how fast work was taken lately, for `place` and `batch` from the forecast
   * of the run. It may be sooner or later.
   */
  estimated?: true;
  /** The limit in words, such as `80 per 1m (host)`. */
  limit?: string;
  /** For `slot`: items that are served before it. For `place`: targets whose dry run comes before. */
  ahead?: number;
  /** For `batch`: its name, and the one that comes before. */
  batch?: string;
  after?: string;
  /** For `batch`: after this one people have to approve first, and nobody can tell when they do. */
  approval?: string;
}

/** What of a run says when a target of it has its turn. @public */
export type TurnRun = Pick<
  RunState,
  | 'status'
  | 'returnTo'
  | 'rollback'
  | 'closedWindow'
  | 'batches'
  | 'currentBatch'
  | 'approvals'
>;

/** What is known of a target that waits. @public */
export interface TurnFacts {
  now: string;
  run: TurnRun;
  target: Pick<TargetState, 'status' | 'retryAt' | 'batch' | 'position'>;
  /** Its turn at its code host, where it has to wait for one. */
  host?: { at: string; limit: string };
  /** Absent: not looked up. */
  place?: QueuePlace;
  /** How many items of its queue were taken lately; absent or 0: none, and nothing is reckoned from it. */
  startsPerMinute?: number;
  /** Targets whose dry run comes before; absent: not looked up. */
  dryRunsBefore?: number;
  /** Whether it has to wait for another target of its run. */
  dependencyUnsettled?: boolean;
  /** What the forecast of its run says; absent: none is at hand. */
  foretold?: RunTurns;
}

/** What keeps a run from going on, where something does. */
export function heldUp({
  status,
  closedWindow,
}: TurnRun): ExpectedTurn | undefined {
  if (status === 'paused') {
    return { waitsFor: 'resume' };
  }
  return closedWindow && { waitsFor: 'window', at: closedWindow.opensAt };
}
