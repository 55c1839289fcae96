import { ConflictError } from '@backstage/errors';
import {
  IN_FLIGHT_STATUSES,
  type RunState,
  type TargetState,
  type TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { RunRecords, TargetQuery, TargetResult } from '../runs/RunRecords';
import type { Timer } from '../runs/timers';
import type { StoredArtifact } from '../store/ArtifactStore';
import type { StreamAppend } from '../store/EventLog';
import { sortKeyOf, WHOLE_RUN } from '../store/projections';
import type { TargetCountRow } from '../store/rows';
import type { Claim, Settlement, WorkItem } from '../work/WorkTransport';
import { targetKey, type MemoryTables } from './MemoryTables';
import type { MemoryWorkQueue } from './MemoryWorkQueue';

/** The records of one transaction in memory. */
export class MemoryRunRecords implements RunRecords {
  constructor(
    private readonly tables: MemoryTables,
    private readonly queue: MemoryWorkQueue,
    private readonly now: () => string,
  ) {}

  async takeRequestKey(
    key: string,
    runId: string,
  ): Promise<string | undefined> {
    const earlier = this.tables.requestKeys.get(key);
    if (earlier === undefined) {
      this.tables.requestKeys.set(key, runId);
    }
    return earlier;
  }

  async findSameSweep(
    changeDigest: string,
  ): Promise<{ id: string; status: string } | undefined> {
    for (const run of this.tables.runs.values()) {
      const ended = run.status === 'finished' || run.status === 'cancelled';
      if (
        run.changeDigest === changeDigest &&
        (!ended || this.#hasOpenChanges(run.id))
      ) {
        return { id: run.id, status: run.status };
      }
    }
    return undefined;
  }

  async loadRun(id: string): Promise<RunState | undefined> {
    return this.tables.runs.get(id);
  }

  async loadTargets(runId: string, ids: string[]): Promise<TargetState[]> {
    return ids.flatMap(
      id => this.tables.targets.get(targetKey(runId, id)) ?? [],
    );
  }

  async allTargets(
    runId: string,
    statuses: TargetStatus[],
  ): Promise<TargetState[]> {
    return this.tables
      .targetsOf(runId)
      .filter(({ status }) => statuses.includes(status))
      .sort(byId);
  }

  async findTargets(query: TargetQuery): Promise<TargetState[]> {
    const direction = query.reverse ? -1 : 1;
    return this.tables
      .targetsOf(query.runId)
      .filter(
        ({ status, batch }) =>
          query.statuses.includes(status) &&
          (query.batch === undefined || query.batch === batch),
      )
      .sort((a, b) => direction * (sortKeyOf(a) - sortKeyOf(b)) || byId(a, b))
      .slice(0, query.limit);
  }

  async statusesOf(
    runId: string,
    ids: string[],
  ): Promise<{ id: string; status: TargetStatus }[]> {
    return (await this.loadTargets(runId, ids)).map(({ id, status }) => ({
      id,
      status,
    }));
  }

  async loadCounts(
    runId: string,
    batches: number[],
  ): Promise<TargetCountRow[]> {
    return [...this.tables.counts.values()].filter(
      row => row.run_id === runId && batches.includes(row.batch),
    );
  }

  async resultsOf(runId: string, batch: number): Promise<TargetResult[]> {
    return this.tables
      .targetsOf(runId)
      .filter(target => target.batch === batch)
      .sort(byId)
      .map(({ id, status, diff, failure }) => ({
        id,
        status,
        patchId: diff?.patchId,
        failureCode: failure?.code,
      }));
  }

  async append(
    appends: StreamAppend[],
  ): Promise<{ first: number; last: number } | undefined> {
    const first = this.tables.lastPosition + 1;
    for (const append of appends) {
      const length = this.tables.streams.get(append.stream) ?? 0;
      if (append.events.length > 0 && length !== append.expectedVersion) {
        throw new ConflictError(`${append.stream} has gone on`);
      }
      append.events.forEach((event, index) => {
        this.tables.lastPosition += 1;
        const position = this.tables.lastPosition;
        this.tables.events.set(String(position), {
          position,
          stream: append.stream,
          version: length + index + 1,
          runId: append.runId,
          targetId: append.targetId,
          type: event.type,
          data: event.data,
          cause: append.cause,
        });
      });
      this.tables.streams.set(append.stream, length + append.events.length);
    }
    const last = this.tables.lastPosition;
    return last < first ? undefined : { first, last };
  }

  async saveRun(state: RunState): Promise<void> {
    this.tables.runs.set(state.id, state);
  }

  async saveTargets(states: TargetState[]): Promise<void> {
    for (const state of states) {
      this.tables.targets.set(targetKey(state.runId, state.id), state);
    }
  }

  async addCounts(rows: TargetCountRow[]): Promise<void> {
    for (const row of rows) {
      const key = `${row.run_id}|${row.batch}|${row.status}`;
      const count = (this.tables.counts.get(key)?.count ?? 0) + row.count;
      this.tables.counts.set(key, { ...row, count });
    }
  }

  async saveArtifacts(
    runId: string,
    artifacts: StoredArtifact[],
  ): Promise<void> {
    for (const { digest } of artifacts) {
      this.tables.artifacts.set(digest, runId);
    }
  }

  async setTimer(timer: Timer): Promise<void> {
    this.tables.timers.set(timer.id, timer);
  }

  async clearTimer(id: string): Promise<void> {
    this.tables.timers.delete(id);
  }

  async announce(
    runId: string,
    { first, last }: { first: number; last: number },
  ): Promise<void> {
    const id = `outbox-${first}`;
    this.tables.outbox.set(id, { id, runId, first, last });
  }

  async enqueue(items: WorkItem[]): Promise<void> {
    this.queue.enqueue(items, this.now());
  }

  async settle(settlements: Settlement[]): Promise<Claim[]> {
    return this.queue.settle(settlements);
  }

  async cancel(workIds: string[]): Promise<string[]> {
    return this.queue.cancel(workIds);
  }

  #hasOpenChanges(runId: string): boolean {
    return [...this.tables.counts.values()].some(
      row =>
        row.run_id === runId &&
        row.batch === WHOLE_RUN &&
        row.count > 0 &&
        ['open', 'reverting', ...IN_FLIGHT_STATUSES].includes(row.status),
    );
  }
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : Number(a.id > b.id);
}
