import type { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  evaluateFlag,
  type EvaluationContext,
  type FlagResolution,
  type FlagState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow, type Clock } from '../clock';
import { LogOnChange } from '../work/LogOnChange';
import type { FlagStore } from './FlagStore';

/** Other replicas hear of a change within this time and that of one query. */
const POLL_MS = 500;
/** A look that is older is told of: three in a row have failed, or one takes long. */
const STALE_AFTER_MS = 2_000;
/** Somebody may set the clock: for those who wait it is looked at so often, by one timer for all of them. */
const LONGEST_ALARM_MS = 2_000;

/** What a replica knows of all flags. */
export interface FlagSnapshotOptions {
  store: Pick<FlagStore, 'changes' | 'onCommitted'>;
  clock: Clock;
  logger: LoggerService;
  pollMs?: number;
}

/**
 * All flags in memory, so that an evaluation asks neither the database nor anybody else.
 *
 * @remarks
 * What is written on this replica is here at once, what others write after the next look. Where the database can't be
 * reached, the last snapshot goes on, and evaluations say so.
 */
export class FlagSnapshot {
  readonly #options: FlagSnapshotOptions;
  readonly #pollMs: number;
  readonly #state: LogOnChange;
  readonly #flags = new Map<string, FlagState>();
  #counter = -1;
  #seenAt: Date | undefined;
  #timer: NodeJS.Timeout | undefined;
  #alarm: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #running = false;
  #stopped = false;
  readonly #listeners = new Set<() => void>();

  constructor(options: FlagSnapshotOptions) {
    this.#options = options;
    this.#pollMs = options.pollMs ?? POLL_MS;
    this.#state = new LogOnChange(options.logger, 'The store of flags');
    options.store.onCommitted(flag => this.#take(flag));
  }

  start(): void {
    if (!this.#running) {
      this.#running = true;
      this.#stopped = false;
      this.#lookAgain(0);
    }
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#alarm);
    this.#tell();
    // What goes wrong is told by whoever has asked for the look.
    await this.#looking?.catch(() => {});
  }

  /** Takes in what has changed. Calls at the same time are one. */
  refresh(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /**
   * @returns undefined where there is no such flag
   * @throws ServiceUnavailableError before the first look has succeeded
   */
  evaluate(
    key: string,
    context: EvaluationContext,
  ): FlagResolution | undefined {
    this.#mustBeLoaded();
    const flag = this.#flags.get(key);
    return flag && this.#evaluate(flag, context);
  }

  /**
   * All flags, by their keys.
   *
   * @throws ServiceUnavailableError before the first look has succeeded
   */
  evaluateAll(context: EvaluationContext): FlagResolution[] {
    this.#mustBeLoaded();
    return [...this.#flags.values()]
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(flag => this.#evaluate(flag, context));
  }

  /**
   * Resolves when answers may have changed (a flag has, a schedule is due, the snapshot turns stale or is so no more), or
   * after a time.
   *
   * @param signal - ends the wait as well
   * @returns false where the snapshot was stopped: nothing changes any more
   */
  async nextChange(maxMs: number, signal: AbortSignal): Promise<boolean> {
    if (!this.#stopped && !signal.aborted) {
      let end = () => {};
      const ended = new Promise<void>(resolve => {
        end = resolve;
      });
      const timer = setTimeout(end, maxMs).unref();
      signal.addEventListener('abort', end);
      this.#listeners.add(end);
      if (this.#listeners.size === 1) {
        this.#setAlarm(this.#nowMs());
      }
      await ended;
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      this.#listeners.delete(end);
    }
    return !this.#stopped;
  }

  #evaluate(flag: FlagState, context: EvaluationContext): FlagResolution {
    const result = evaluateFlag(flag, context, isoNow(this.#options.clock));
    const staleSince = this.#staleSince();
    return staleSince !== undefined && 'metadata' in result
      ? {
          ...result,
          metadata: { ...result.metadata, stale: true, asOf: staleSince },
        }
      : result;
  }

  #staleSince(): string | undefined {
    const turnsStaleMs = this.#turnsStaleMs();
    return this.#seenAt && turnsStaleMs <= this.#nowMs()
      ? this.#seenAt.toISOString()
      : undefined;
  }

  #turnsStaleMs(): number {
    return this.#seenAt
      ? this.#seenAt.getTime() + STALE_AFTER_MS + 1
      : Number.POSITIVE_INFINITY;
  }

  #nowMs(): number {
    return this.#options.clock.now().getTime();
  }

  /** When answers next change though no flag does: it turns stale, or a schedule is due. */
  #nextInstant(afterMs: number): number {
    const stale = this.#turnsStaleMs();
    let next = stale > afterMs ? stale : Number.POSITIVE_INFINITY;
    for (const { schedules } of this.#flags.values()) {
      for (const { at } of schedules) {
        const due = Date.parse(at);
        next = due > afterMs ? Math.min(next, due) : next;
      }
    }
    return next;
  }

  /** Wakes those who wait, if any, at the next instant. */
  #setAlarm(fromMs: number): void {
    clearTimeout(this.#alarm);
    if (this.#listeners.size > 0 && !this.#stopped) {
      const waitMs = this.#nextInstant(fromMs) - fromMs;
      this.#alarm = setTimeout(() => {
        const nowMs = this.#nowMs();
        // A look has succeeded meanwhile, as a rule: then it has not turned stale.
        if (this.#nextInstant(fromMs) <= nowMs) {
          this.#tell();
        }
        this.#setAlarm(nowMs);
      }, Math.min(waitMs, LONGEST_ALARM_MS));
      this.#alarm.unref();
    }
  }

  #mustBeLoaded(): void {
    if (!this.#seenAt) {
      throw new ServiceUnavailableError(
        'The flags have not been read yet: the database can’t be reached, or the backend has just started',
      );
    }
  }

  #lookAgain(afterMs: number): void {
    this.#timer = setTimeout(async () => {
      await this.refresh().then(
        () => this.#state.worked(),
        error => this.#state.failed(error),
      );
      if (this.#running) {
        this.#lookAgain(this.#pollMs);
      }
    }, afterMs);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const at = this.#options.clock.now();
    const { counter, flags } = await this.#options.store.changes(this.#counter);
    flags.forEach(flag => this.#take(flag));
    this.#counter = counter;
    const wasStale = this.#staleSince() !== undefined;
    this.#seenAt = at;
    if (wasStale) {
      this.#tell();
    }
  }

  /** An older version than the one that is here comes from a look that had begun before it was written. */
  #take(flag: FlagState): void {
    const known = this.#flags.get(flag.key);
    if (flag.archived) {
      this.#flags.delete(flag.key);
    } else if (!known || known.version < flag.version) {
      this.#flags.set(flag.key, flag);
    }
    if (this.#flags.get(flag.key) !== known) {
      this.#tell();
    }
  }

  #tell(): void {
    const told = [...this.#listeners];
    // Who waits on comes again.
    this.#listeners.clear();
    told.forEach(listener => listener());
  }
}
