import {
  parseDuration,
  type RateLimit,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { MemoryEvent } from '../MemoryTables';
import { OTHER_RUN } from '../OtherRun';
import { HOST } from '../Scenario';
import type { Attempt } from '../VirtualWork';
import type { Report } from './Invariants';
import type { ObservedSweep } from './SweepInvariants';

/** Whose a write is, and where it goes. */
export interface Writer {
  runId: string;
  owner: string;
  host: string;
}

/** A request that reached a code host. */
interface SentRequest extends Writer {
  /** True time, in milliseconds. */
  at: number;
}

/** From the first request of one permit to its last one so far, in milliseconds. */
interface Span {
  host: string;
  first: number;
  last: number;
}

interface ObservedLimit {
  max: number;
  perMs: number;
  /** What a request has in common with those that it is counted with; undefined: the limit is not for it. */
  keyOf(request: Writer): string | undefined;
}

/**
 * No write in a closed window, above a limit, to a host that asked to wait, or of an attempt that began after the run
 * was paused: by what reached the code hosts.
 */
export class PacingInvariants {
  readonly #observed: ObservedSweep;
  readonly #report: Report;
  readonly #limits: ObservedLimit[];
  readonly #concurrency: number;
  readonly #closed: { from: number; to: number }[];
  /** Ascending. */
  readonly #sent: SentRequest[] = [];
  /** By permit. */
  readonly #spans = new Map<object, Span>();
  #waitUntil = 0;
  readonly #cancelledSince = new Map<string, number>();
  readonly #pausedSince = new Map<string, number>();
  readonly #overriddenUntil = new Map<string, number>();

  constructor(observed: ObservedSweep, report: Report) {
    this.#observed = observed;
    this.#report = report;
    const { limits, runLimits, windows } = observed.pacing;
    const hostLimits = limits.hosts[HOST];
    // Read here once more, by arithmetic: what is on trial must not be its own judge.
    this.#limits = [
      ...limits.rateLimits,
      ...runLimits,
      ...(hostLimits?.rateLimits ?? []),
    ].map(observedLimit);
    this.#concurrency = hostLimits?.concurrency ?? Infinity;
    this.#closed = windows.flatMap(({ ranges = [] }) =>
      ranges.map(({ from, to }) => ({
        from: Date.parse(from),
        to: Date.parse(to),
      })),
    );
  }

  afterEvent({ type, runId, data }: MemoryEvent, now: number): void {
    if (type === 'window.overridden') {
      const { expiresAt } = data as { expiresAt: string };
      this.#overriddenUntil.set(runId, Date.parse(expiresAt));
    }
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

  /** @param until - true time, in milliseconds, until which the host is to be left alone */
  askedToWait(until: number): void {
    this.#waitUntil = until;
  }

  beforeRead({ target }: Pick<Attempt, 'target'>): void {
    this.#checkSleep(HOST, target.id);
  }

  beforeWrite(attempt: Attempt, requests: number): void {
    const { run, target, stage, startedAt, permit } = attempt;
    this.#checkWindow(attempt);
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
    const writer = { runId: run.id, owner: target.owner ?? '', host: HOST };
    this.sent(permit, writer, requests);
  }

  /** Requests reach a host, of whichever run. */
  sent(permit: object, writer: Writer, requests: number): void {
    const at = this.#observed.clock.now;
    this.#checkSleep(writer.host, writer.runId);
    for (let one = 0; one < requests; one += 1) {
      this.#sent.push({ ...writer, at });
    }
    this.#limits.forEach(limit => this.#checkLimit(limit, writer, at));
    this.#checkConcurrency(permit, writer.host, at);
  }

  /** By the clock of who writes: it can know no other one. */
  #checkWindow({ run, target, stage, now }: Attempt): void {
    const at = Date.parse(now());
    const isClosed = this.#closed.some(({ from, to }) => from <= at && at < to);
    const overriddenUntil = this.#overriddenUntil.get(run.id) ?? 0;
    if (isClosed && at >= overriddenUntil && stage !== 'rollback') {
      this.#report(
        'noWriteInClosedWindow',
        `${target.id} was written to in a closed window`,
      );
    }
  }

  #checkSleep(host: string, who: string): void {
    if (host === HOST && this.#observed.clock.now < this.#waitUntil) {
      this.#report(
        'hostIsLeftAlone',
        `${who} has reached ${host}, which had asked to wait`,
      );
    }
  }

  #checkLimit(
    { max, perMs, keyOf }: ObservedLimit,
    writer: Writer,
    now: number,
  ): void {
    const key = keyOf(writer);
    if (key === undefined) {
      return;
    }
    const within = this.#sent.filter(
      request => request.at > now - perMs && keyOf(request) === key,
    ).length;
    if (within > max) {
      this.#report(
        'rateLimits',
        `${within} requests of ${key} within ${perMs / 1000} s, ${max} may be`,
      );
    }
  }

  /** Who is between its first request and its last one is at work. */
  #checkConcurrency(permit: object, host: string, now: number): void {
    const span = this.#spans.get(permit) ?? { host, first: now, last: now };
    span.last = now;
    this.#spans.set(permit, span);
    if (host !== HOST || this.#concurrency === Infinity) {
      return;
    }
    const others = [...this.#spans.values()].filter(
      other => other.host === HOST && other.last >= span.first,
    );
    for (const { first } of others) {
      const instant = Math.max(first, span.first);
      const atWork = others.filter(
        other => other.first <= instant && instant <= other.last,
      ).length;
      if (atWork > this.#concurrency) {
        this.#report(
          'hostConcurrency',
          `${atWork} write to ${HOST} at the same time, ${
            this.#concurrency
          } may`,
        );
      }
    }
  }
}

const KEYS: Record<RateLimit['scope'], ObservedLimit['keyOf']> = {
  global: () => 'all',
  host: ({ host }) => (host === HOST ? host : undefined),
  owner: ({ owner }) => owner,
  run: ({ runId }) => (runId === OTHER_RUN ? undefined : runId),
};

function observedLimit({ scope, max, per }: RateLimit): ObservedLimit {
  return { max, perMs: parseDuration(per), keyOf: KEYS[scope] };
}
