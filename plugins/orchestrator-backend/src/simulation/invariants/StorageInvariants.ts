import { isDeepStrictEqual } from 'node:util';
import {
  IN_FLIGHT_STATUSES,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { UNBATCHED, WHOLE_RUN } from '../../store/projections';
import { targetKey, type MemoryTables, type OutboxRow } from '../MemoryTables';
import type { Committed, Report } from './Invariants';
import { LogInvariants, throughJson } from './LogInvariants';
import { Shadow } from './Shadow';

/** It costs more than all other checks: one run in so many is enough over many seeds. */
const JSON_SAMPLE = 5;

/** Streams are gap-free, read tables are the fold of the log, and work, timers and messages go with their events. */
export class StorageInvariants {
  readonly #tables: MemoryTables;
  readonly #report: Report;
  readonly #log: LogInvariants;

  constructor(tables: MemoryTables, report: Report) {
    this.#tables = tables;
    this.#report = report;
    this.#log = new LogInvariants(tables, report);
  }

  afterCommit(
    { changes, events }: Committed,
    shadowOf: (runId: string) => Shadow,
  ): void {
    events.forEach(event => this.#log.checkPlace(event));
    const tables = this.#tables;
    const maps = {
      runs: tables.runs as unknown,
      targets: tables.targets as unknown,
    };
    const runs = new Set(events.map(({ runId }) => runId));
    const targets = new Set(
      events.flatMap(({ runId, targetId }) =>
        targetId === undefined ? [] : targetKey(runId, targetId),
      ),
    );
    for (const { map, key } of changes) {
      if (map === maps.runs) {
        runs.add(key);
      } else if (map === maps.targets) {
        targets.add(key);
      }
    }
    for (const key of targets) {
      const [runId, id] = key.split('|');
      this.#checkTarget(key, shadowOf(runId).targets.get(id));
    }
    for (const runId of runs) {
      this.#checkRun(runId, shadowOf(runId));
    }
    this.#log.checkOutbox(events);
  }

  delivered(row: OutboxRow): void {
    this.#log.delivered(row);
  }

  atEnd(): void {
    this.#log.atEnd();
    if (this.#log.lastPosition % JSON_SAMPLE === 0) {
      this.#checkAgainstJson();
    }
  }

  #checkTarget(key: string, folded: TargetState | undefined): void {
    const tables = this.#tables;
    const kept = tables.targets.get(key);
    if (!isDeepStrictEqual(kept, folded)) {
      this.#report(
        'tablesAreFold',
        `The row of target ${key} is not the fold of its events: ${kept?.status} (version ${kept?.version}), not ${folded?.status} (${folded?.version})`,
      );
    }
    if (
      folded?.workId !== undefined &&
      IN_FLIGHT_STATUSES.includes(folded.status) &&
      !tables.queue.has(folded.workId)
    ) {
      this.#report(
        'workIsQueued',
        `${key} waits for ${folded.workId}, which the queue does not have`,
      );
    }
  }

  #checkRun(runId: string, shadow: Shadow): void {
    const tables = this.#tables;
    if (!isDeepStrictEqual(tables.runs.get(runId), shadow.run)) {
      this.#report(
        'tablesAreFold',
        `The row of ${runId} is not the fold of its events`,
      );
    }
    const counts = countsOf(shadow);
    for (const row of tables.counts.values()) {
      if (row.run_id === runId) {
        const key = `${row.batch}|${row.status}`;
        if (row.count !== (counts.get(key) ?? 0)) {
          this.#report(
            'tablesAreFold',
            `${row.count} targets of batch ${row.batch} count as ${
              row.status
            }: they are ${counts.get(key) ?? 0}`,
          );
        }
        counts.delete(key);
      }
    }
    if (counts.size > 0) {
      this.#report(
        'tablesAreFold',
        `Counts of ${[...counts.keys()]} are missing`,
      );
    }
    this.#checkWork(runId, shadow);
    this.#checkTimers(runId, shadow);
  }

  /** Nothing is queued that no target waits for; what is under way may end on its own. */
  #checkWork(runId: string, shadow: Shadow): void {
    for (const { item, state } of this.#tables.queue.values()) {
      if (
        item.runId === runId &&
        state === 'ready' &&
        !isWaitedFor(item.id, shadow.targets.get(item.targetId ?? ''))
      ) {
        this.#report('workIsWanted', `No target waits for ${item.id}`);
      }
    }
  }

  #checkTimers(runId: string, { run }: Shadow): void {
    const { timers } = this.#tables;
    const wanted = [
      ...(run?.approvals ?? [])
        .filter(({ state }) => state === 'open')
        .map(({ id }) => `${runId}/approval/${id}`),
      ...(run?.batches ?? [])
        .filter(({ soakUntil }) => soakUntil !== undefined)
        .map(({ index }) => `${runId}/soak/${index}`),
      ...(run?.closedWindow ? [`${runId}/window`] : []),
    ];
    for (const id of wanted.filter(one => !timers.has(one))) {
      this.#report('timersAreSet', `There is no timer ${id}`);
    }
    for (const { id } of timers.values()) {
      if (id.startsWith(`${runId}/`) && !wanted.includes(id)) {
        this.#report('timersAreWanted', `Nothing waits for the timer ${id}`);
      }
    }
  }

  /** A database keeps JSON: what survives it must be enough to fold the same state. */
  #checkAgainstJson(): void {
    const tables = this.#tables;
    const folds = new Map<string, Shadow>();
    for (const event of tables.events.values()) {
      const fold = folds.get(event.runId) ?? new Shadow();
      folds.set(event.runId, fold);
      fold.apply({ ...event, data: throughJson(event.data) });
    }
    for (const [runId, fold] of folds) {
      const same =
        isDeepStrictEqual(
          throughJson(fold.run),
          throughJson(tables.runs.get(runId)),
        ) &&
        tables
          .targetsOf(runId)
          .every(target =>
            isDeepStrictEqual(
              throughJson(fold.targets.get(target.id)),
              throughJson(target),
            ),
          );
      if (!same) {
        this.#report(
          'tablesAreFold',
          `Read back from JSON, the log of ${runId} leads to another state`,
        );
      }
    }
  }
}

function isWaitedFor(id: string, target: TargetState | undefined): boolean {
  return target?.workId === id && IN_FLIGHT_STATUSES.includes(target.status);
}

function countsOf({ targets }: Shadow): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { batch, status } of targets.values()) {
    for (const key of [
      `${WHOLE_RUN}|${status}`,
      `${batch ?? UNBATCHED}|${status}`,
    ]) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
