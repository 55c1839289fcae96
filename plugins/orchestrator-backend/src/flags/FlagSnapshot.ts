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
   * Resolves when a flag has changed here, or after a time.
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
    const nowMs = this.#options.clock.now().getTime();
    return this.#seenAt && nowMs - this.#seenAt.getTime() > STALE_AFTER_MS
      ? this.#seenAt.toISOString()
      : undefined;
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
    this.#seenAt = at;
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
    [...this.#listeners].forEach(listener => listener());
  }
}
