import { parseDuration } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { MemoryEvent } from '../MemoryTables';
import type { Attempt } from '../VirtualWork';
import type { Report } from './Invariants';
import type { ObservedSweep } from './SweepInvariants';

/** No write in a closed window, above a limit, or of an attempt that began after the run was paused. */
export class PacingInvariants {
  readonly #observed: ObservedSweep;
  readonly #report: Report;
  readonly #limits: { max: number; perMs: number }[];
  readonly #closed: { from: number; to: number }[];
  /** True time, in milliseconds, ascending. */
  readonly #writes: number[] = [];
  readonly #cancelledSince = new Map<string, number>();
  readonly #pausedSince = new Map<string, number>();

  constructor(observed: ObservedSweep, report: Report) {
    this.#observed = observed;
    this.#report = report;
    // Read here once more, by arithmetic: what is on trial must not be its own judge.
    this.#limits = observed.pacing.limits.map(({ max, per }) => ({
      max,
      perMs: parseDuration(per),
    }));
    this.#closed = observed.pacing.windows.flatMap(({ ranges = [] }) =>
      ranges.map(({ from, to }) => ({
        from: Date.parse(from),
        to: Date.parse(to),
      })),
    );
  }

  afterEvent({ type, runId }: MemoryEvent, now: number): void {
    if (type === 'run.cancelled') {
      this.#cancelledSince.set(runId, now);
    }
    if (type === 'run.paused') {
      this.#pausedSince.set(runId, now);
    } else if (
      type === 'run.resumed' ||
      type === 'run.rollbackStarted' ||
      type === 'run.cancelled'
    ) {
      this.#pausedSince.delete(runId);
    }
  }

  beforeWrite({ run, target, stage, startedAt }: Attempt): void {
    const { now } = this.#observed.clock;
    const closed = this.#closed.find(({ from, to }) => from <= now && now < to);
    if (closed && stage !== 'rollback') {
      this.#report(
        'noWriteInClosedWindow',
        `${target.id} was written to in a closed window`,
      );
    }
    const cancelledSince = this.#cancelledSince.get(run.id) ?? Infinity;
    if (startedAt > cancelledSince && stage !== 'rollback') {
      this.#report(
        'noWriteAfterCancel',
        `${target.id} was written to by an attempt that began when the run was cancelled`,
      );
    }
    const pausedSince = this.#pausedSince.get(run.id) ?? Infinity;
    if (startedAt > pausedSince) {
      this.#report(
        'noWriteWhilePaused',
        `${target.id} was written to by an attempt that began when the run was paused`,
      );
    }
    this.#writes.push(now);
    for (const { max, perMs } of this.#limits) {
      const within = this.#writes.filter(at => at > now - perMs).length;
      if (within > max) {
        this.#report(
          'rateLimits',
          `${within} writes within ${perMs / 1000} s, ${max} may be`,
        );
      }
    }
  }
}
