import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  RunState,
  TargetStage,
  TargetState,
  WindowState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow, type Clock } from '../clock';
import { HOLD_MS } from './decideTurn';
import { limitsOf, type PacingLimits, type WriteScope } from './limits';
import {
  ReadPermit,
  WritePermit,
  type AttemptPermit,
  type PermitTools,
} from './Permit';
import {
  askedToWait,
  causeOf,
  putOffOf,
  type OnPutOff,
  type PutOff,
} from './PutOff';
import { expectedRequests, type CountingHost } from './requests';
import type { WindowCalendar } from './WindowCalendar';
import type { Ledger } from './WriteLedger';
import type { WriteAsk } from './writeQueue';

/** Permits are renewed so often: two renewals may fail. */
export const RENEW_INTERVAL_MS = HOLD_MS / 3;
const PRUNE_INTERVAL_MS = 10 * 60_000;
/** A closed window is looked at again so often: a person may have overridden it. */
const WINDOW_RECHECK_MS = 5 * 60_000;
/** Those who wait only to read from a host that sleeps come back spread over so long. */
const WAKE_SPREAD_MS = 30_000;

/** An attempt that is about to begin. */
export interface AttemptStart {
  run: RunState;
  target: TargetState;
  workId: string;
  stage: TargetStage;
}

/** An attempt may begin, with a permit; or it comes again, without having used an attempt or held a worker. */
export type Entry =
  | { permit: AttemptPermit; notBefore?: undefined }
  | {
      permit?: undefined;
      notBefore: string;
      /** What it waits for. */
      limit: string;
    };

/** Decides when attempts may write to code hosts. */
export interface AttemptPacing {
  /** @throws what the database throws: then the attempt must not begin */
  enter(start: AttemptStart): Promise<Entry>;
}

/** A write that is no attempt of a sweep, such as the start of a workflow. */
export type SingleWrite = Omit<WriteAsk, 'runLimits'>;

/** Decides when others than attempts may write to code hosts, and read from them. */
export interface WritePacing {
  /** @throws what the database throws: then nothing may be sent */
  permit(write: SingleWrite): Promise<Entry>;
  /** For who won't come for the turn that was given. */
  withdraw(workId: string): Promise<void>;
  /** @throws FailureError of the class `rateLimited` as long as the host asks to wait */
  read<T>(host: string, work: () => Promise<T>): Promise<T>;
}

/** Paces what this process writes to code hosts, together with all others. Rule: semantics, sections 4 and 5. */
export class Pacer implements AttemptPacing, WritePacing {
  readonly #tools: PermitTools & { ledger: Ledger };
  readonly #limits: PacingLimits;
  readonly #calendar: WindowCalendar;
  readonly #codeHosts: ReadonlyMap<string, CountingHost>;
  readonly #logger: LoggerService;
  readonly #random: () => number;
  readonly #held = new Map<string, WritePermit>();
  #renewing: NodeJS.Timeout | undefined;
  #pruning: NodeJS.Timeout | undefined;

  constructor(options: {
    clock: Clock;
    logger: LoggerService;
    limits: PacingLimits;
    ledger: Ledger;
    sleeping: PermitTools['sleeping'];
    calendar: WindowCalendar;
    codeHosts: ReadonlyMap<string, CountingHost>;
    onPutOff?: OnPutOff;
    random?(): number;
  }) {
    const { clock, ledger, sleeping, onPutOff } = options;
    this.#tools = { clock, ledger, sleeping, onPutOff };
    this.#limits = options.limits;
    this.#calendar = options.calendar;
    this.#codeHosts = options.codeHosts;
    this.#logger = options.logger;
    this.#random = options.random ?? Math.random;
  }

  start(): void {
    this.#renewing = setInterval(() => this.renew(), RENEW_INTERVAL_MS);
    this.#pruning = setInterval(() => this.#prune(), PRUNE_INTERVAL_MS);
    this.#renewing.unref();
    this.#pruning.unref();
  }

  stop(): void {
    clearInterval(this.#renewing);
    clearInterval(this.#pruning);
  }

  async enter({ run, target, workId, stage }: AttemptStart): Promise<Entry> {
    const host = this.#codeHosts.get(target.repository?.host ?? '');
    if (!host) {
      // The attempt fails by itself, with a sentence that says why.
      return {
        permit: new ReadPermit(this.#tools, target.repository?.host ?? ''),
      };
    }
    if (stage === 'dryRun') {
      return this.#enterToRead(host.type);
    }
    const closedUntil = stage === 'apply' ? this.#closedUntil(run) : undefined;
    if (closedUntil !== undefined) {
      return { notBefore: closedUntil, limit: 'the window' };
    }
    const scope: WriteScope = {
      host: host.type,
      owner: target.owner ?? '',
      runId: run.id,
      runLimits: run.manifest.spec.rollout.rateLimits ?? [],
    };
    return this.#admit(
      {
        ...scope,
        workId,
        targetId: target.id,
        requests: expectedRequests(host, run, target, stage),
      },
      // A rollback may be an emergency: no window keeps it.
      at => (stage === 'apply' ? this.#calendar.stateOf(run, at) : undefined),
    );
  }

  permit(write: SingleWrite): Promise<Entry> {
    return this.#admit({ ...write, runLimits: [] }, () => undefined);
  }

  withdraw(workId: string): Promise<void> {
    return this.#tools.ledger.withdraw(workId);
  }

  read<T>(host: string, work: () => Promise<T>): Promise<T> {
    return new ReadPermit(this.#tools, host).read(work);
  }

  /** Renews the permits of this process. */
  async renew(): Promise<void> {
    if (this.#held.size === 0) {
      return;
    }
    const askedAt = this.#tools.clock.now().getTime();
    try {
      const lost = new Set(
        await this.#tools.ledger.renew([...this.#held.keys()]),
      );
      for (const [id, permit] of this.#held) {
        if (!lost.has(id)) {
          permit.renewed(askedAt);
        }
      }
    } catch (error) {
      this.#logger.warn(
        `Permits to write to code hosts could not be renewed: ${error}`,
      );
    }
  }

  async #admit(
    wanted: WriteAsk,
    window: (at: string) => WindowState | undefined,
  ): Promise<Entry> {
    const most = Math.min(
      ...limitsOf(this.#limits, wanted).map(({ limit }) => limit.max),
    );
    const ask = { ...wanted, requests: Math.min(most, wanted.requests) };
    const askedAt = this.#tools.clock.now().getTime();
    const admission = await this.#tools.ledger.admit(ask);
    if (!admission.admitted) {
      const { notBefore, limit } = admission;
      this.#putOff(ask.host, causeOf(ask.host, limit), notBefore);
      return { notBefore, limit };
    }
    const permit = new WritePermit(this.#tools, {
      id: admission.id,
      ask,
      most,
      askedAt,
      window,
      onReleased: () => this.#held.delete(admission.id),
    });
    this.#held.set(admission.id, permit);
    return { permit };
  }

  async #enterToRead(host: string): Promise<Entry> {
    const sleep = await this.#tools.sleeping.of(host);
    if (!sleep) {
      return { permit: new ReadPermit(this.#tools, host) };
    }
    const notBefore = new Date(
      Date.parse(sleep.until) + this.#random() * WAKE_SPREAD_MS,
    ).toISOString();
    this.#putOff(host, 'asked', notBefore);
    return { notBefore, limit: askedToWait(host) };
  }

  #putOff(host: string, cause: PutOff['cause'], until: string): void {
    const { clock, onPutOff } = this.#tools;
    onPutOff?.(putOffOf(clock, host, cause, until));
  }

  #closedUntil(run: RunState): string | undefined {
    const now = isoNow(this.#tools.clock);
    const window = this.#calendar.stateOf(run, now);
    if (!window || window.open) {
      return undefined;
    }
    const recheck = new Date(Date.parse(now) + WINDOW_RECHECK_MS).toISOString();
    return window.nextOpen && window.nextOpen < recheck
      ? window.nextOpen
      : recheck;
  }

  async #prune(): Promise<void> {
    try {
      await this.#tools.ledger.prune();
    } catch (error) {
      this.#logger.warn(`Old writes could not be forgotten: ${error}`);
    }
  }
}
