import { isDeepStrictEqual } from 'node:util';
import {
  IN_FLIGHT_STATUSES,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { UNBATCHED, WHOLE_RUN } from '../../store/projections';
import type { MemoryEvent, OutboxRow } from '../MemoryTables';
import { targetKey } from '../MemoryTables';
import type { Committed, Observed, Report } from './Invariants';
import { Shadow } from './Shadow';

/** It costs more than all other checks: one run in so many is enough over many seeds. */
const JSON_SAMPLE = 5;

/** Streams are gap-free, read tables are the fold of the log, and work, timers and messages go with their events. */
export class StorageInvariants {
  readonly #observed: Observed;
  readonly #report: Report;
  readonly #lengths = new Map<string, number>();
  /** Positions of events that nobody has been told of yet. */
  readonly #untold = new Set<number>();
  #lastPosition = 0;

  constructor(observed: Observed, report: Report) {
    this.#observed = observed;
    this.#report = report;
  }

  afterCommit(
    { changes, events }: Committed,
    shadowOf: (runId: string) => Shadow,
  ): void {
    events.forEach(event => this.#checkPlace(event));
    const { tables } = this.#observed;
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
    this.#checkOutbox(events);
  }

  delivered({ first, last }: OutboxRow): void {
    for (let position = first; position <= last; position += 1) {
      this.#untold.delete(position);
    }
  }

  atEnd(): void {
    if (this.#untold.size > 0) {
      this.#report(
        'everythingIsTold',
        `Events ${[...this.#untold].slice(0, 5)} were never delivered`,
      );
    }
    if (this.#lastPosition % JSON_SAMPLE === 0) {
      this.#checkAgainstJson();
    }
  }

  #checkPlace({ stream, version, position, type }: MemoryEvent): void {
    const length = this.#lengths.get(stream) ?? 0;
    if (version !== length + 1 || position <= this.#lastPosition) {
      this.#report(
        'gapFreeStreams',
        `${type} is version ${version} of ${stream}, after ${length}`,
      );
    }
    this.#lengths.set(stream, version);
    this.#lastPosition = position;
    this.#untold.add(position);
  }

  #checkTarget(key: string, folded: TargetState | undefined): void {
    const { tables } = this.#observed;
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
    const { tables } = this.#observed;
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
    for (const { item, state } of this.#observed.tables.queue.values()) {
      if (
        item.runId === runId &&
        state === 'ready' &&
        shadow.targets.get(item.targetId ?? '')?.workId !== item.id
      ) {
        this.#report('workIsWanted', `No target waits for ${item.id}`);
      }
    }
  }

  #checkTimers(runId: string, { run }: Shadow): void {
    const { timers } = this.#observed.tables;
    const wanted = [
      ...(run?.approvals ?? [])
        .filter(({ state }) => state === 'open')
        .map(({ id }) => `${runId}/approval/${id}`),
      ...(run?.batches ?? [])
        .filter(({ soakUntil }) => soakUntil !== undefined)
        .map(({ index }) => `${runId}/soak/${index}`),
    ];
    for (const id of wanted.filter(one => !timers.has(one))) {
      this.#report('timersAreSet', `There is no timer ${id}`);
    }
  }

  #checkOutbox(events: MemoryEvent[]): void {
    for (const { position, type } of events) {
      let isTold = false;
      for (const { first, last } of this.#observed.tables.outbox.values()) {
        isTold ||= first <= position && position <= last;
      }
      if (!isTold) {
        this.#report(
          'everythingIsTold',
          `${type} at ${position} is not in the outbox`,
        );
      }
    }
  }

  /** A database keeps JSON: what survives it must be enough to fold the same state. */
  #checkAgainstJson(): void {
    const { tables } = this.#observed;
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

function throughJson<T>(value: T): T {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
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
