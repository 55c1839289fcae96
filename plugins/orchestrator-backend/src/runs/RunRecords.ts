import type {
  RunState,
  TargetState,
  TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { StoredArtifact } from '../store/ArtifactStore';
import type { StreamAppend } from '../store/EventLog';
import type { TargetCountRow } from '../store/rows';
import type { Claim, Settlement, WorkItem } from '../work/WorkTransport';
import type { Timer } from './timers';

/** Which targets are looked for, in the order of the rollout. */
export interface TargetQuery {
  runId: string;
  statuses: TargetStatus[];
  batch?: number;
  /** The last of the rollout first. */
  reverse?: boolean;
  limit: number;
}

/** What became of a target, as far as an approval is about it. */
export interface TargetResult {
  id: string;
  status: TargetStatus;
  patchId?: string;
  failureCode?: string;
}

/**
 * What one transaction on runs reads and writes: all of it is kept, or nothing.
 *
 * @remarks What has been written is seen by later reads of the same transaction.
 */
export interface RunRecords {
  /** Takes a key for a run; returns the run that had taken it before, if one had. */
  takeRequestKey(
    key: string,
    runId: string,
    at: string,
  ): Promise<string | undefined>;
  /** A run of the same sweep that is under way, or may have open changes. Keeps others from finding none meanwhile. */
  findSameSweep(
    changeDigest: string,
  ): Promise<{ id: string; status: string } | undefined>;

  /** Keeps other transactions off the run until this one ends. */
  loadRun(id: string): Promise<RunState | undefined>;
  loadTargets(runId: string, ids: string[]): Promise<TargetState[]>;
  /** In the order of their ids. */
  allTargets(runId: string, statuses: TargetStatus[]): Promise<TargetState[]>;
  findTargets(query: TargetQuery): Promise<TargetState[]>;
  statusesOf(
    runId: string,
    ids: string[],
  ): Promise<{ id: string; status: TargetStatus }[]>;
  /** Rows of these batches; see `WHOLE_RUN` and `UNBATCHED`. */
  loadCounts(runId: string, batches: number[]): Promise<TargetCountRow[]>;
  /** In the order of their ids. */
  resultsOf(runId: string, batch: number): Promise<TargetResult[]>;

  /**
   * @returns positions of the first and the last event
   * @throws ConflictError when a stream has gone on since its events were decided
   */
  append(
    appends: StreamAppend[],
  ): Promise<{ first: number; last: number } | undefined>;
  saveRun(state: RunState, isNew: boolean): Promise<void>;
  saveTargets(states: TargetState[]): Promise<void>;
  /** Adds to the counts. */
  addCounts(rows: TargetCountRow[]): Promise<void>;
  saveArtifacts(runId: string, artifacts: StoredArtifact[]): Promise<void>;
  setTimer(timer: Timer): Promise<void>;
  clearTimer(id: string): Promise<void>;
  /** Has events told to whoever listens, after the commit. */
  announce(
    runId: string,
    positions: { first: number; last: number },
    at: string,
  ): Promise<void>;

  enqueue(items: WorkItem[]): Promise<void>;
  /** Returns the claims that had been lost. */
  settle(settlements: Settlement[]): Promise<Claim[]>;
  /** Takes back what nobody works on; returns the ids. */
  cancel(workIds: string[]): Promise<string[]>;
}

/** Where runs are kept. */
export interface RunDatabase {
  /**
   * @param onConflict - hears of each time that it is begun again because another transaction was in its way
   * @throws what `work` throws, after everything was undone
   */
  transaction<T>(
    work: (records: RunRecords) => Promise<T>,
    onConflict?: () => void,
  ): Promise<T>;
}
