import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  Change,
  TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  FailureError,
  type CodeHost,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Knex } from 'knex';
import type { Clock } from '../clock';
import type { SleepingHosts } from '../pacing';
import type { TargetRow } from '../store/rows';
import { ObservationRounds } from './ObservationRounds';

const TICK_MS = 15_000;
/** A change is looked at so often, unless there are too many for that. */
const SHORTEST_ROUND_MS = 60_000;
/** At most so many looks in a tick: 300 a minute for each host, whatever the number of changes. */
const MAX_PER_TICK = 75;

/** A change as it was just seen. */
export interface SeenChange {
  runId: string;
  targetId: string;
  change: Change;
}

/** What looking at changes needs. */
export interface OpenChangesObserverOptions {
  database: Knex;
  clock: Clock;
  logger: LoggerService;
  sleeping: SleepingHosts;
  /** Names this process. */
  holder: string;
  /** Hosts that don't tell by themselves. */
  hosts: CodeHost[];
  /** Told of each change that looks different from what is known. */
  onSeen(seen: SeenChange): Promise<void>;
  /** Waits between two looks; default: by the clock of the machine. */
  pause?(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/**
 * Looks at the open changes of code hosts that don't tell what happens to them.
 *
 * @remarks
 * It goes round all of them, a few in each tick and evenly in time, so that each is looked at once a minute, or less
 * often where that would be more than 300 a minute for its host: 10,000 open changes take 34 minutes. One process does
 * it for each host at a time; where it is gone, another goes on from the same place. Looking counts as no write, but
 * a host that sleeps is left alone.
 */
export class OpenChangesObserver {
  readonly #options: OpenChangesObserverOptions;
  readonly #rounds: ObservationRounds;
  #stopping = new AbortController();
  #ticking: Promise<unknown> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: OpenChangesObserverOptions) {
    this.#options = options;
    this.#rounds = new ObservationRounds(options);
  }

  start(): void {
    if (this.#options.hosts.length > 0) {
      this.#stopping = new AbortController();
      this.#timer = setInterval(() => {
        this.#ticking ??= this.tick().finally(() => {
          this.#ticking = undefined;
        });
      }, TICK_MS);
      this.#timer.unref();
    }
  }

  /** Lets the look that is under way end. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#ticking;
  }

  /** Looks at the next few changes of each host. Never throws. */
  async tick(): Promise<void> {
    await Promise.all(
      this.#options.hosts.map(async host => {
        try {
          await this.#lookAt(host);
        } catch (error) {
          this.#options.logger.warn(
            `The changes on ${host.type} could not be looked at: ${error}`,
          );
        }
      }),
    );
  }

  async #lookAt(host: CodeHost): Promise<void> {
    if (await this.#options.sleeping.of(host.type)) {
      return;
    }
    const round = await this.#rounds.take(host.type, TICK_MS);
    if (!round) {
      return;
    }
    const total = await this.#open(host.type).count({ total: '*' }).first();
    const fair = (Number(total?.total ?? 0) * TICK_MS) / SHORTEST_ROUND_MS;
    const rows = await this.#next(
      host.type,
      round,
      Math.min(MAX_PER_TICK, Math.ceil(fair)),
    );
    for (const row of rows) {
      if (this.#stopping.signal.aborted || !(await this.#look(host, row))) {
        return;
      }
      await this.#rounds.reached(host.type, { runId: row.run_id, id: row.id });
      await this.#pause(TICK_MS / rows.length);
    }
  }

  /** @returns false where no more may be looked at now */
  async #look(host: CodeHost, row: TargetRow): Promise<boolean> {
    const target: TargetState = JSON.parse(row.state);
    const known = target.revert ?? target.change;
    if (!known) {
      return true;
    }
    try {
      const seen = await host.getChange(known);
      if (seen && differs(known, seen)) {
        const { runId, id: targetId } = target;
        await this.#options.onSeen({ runId, targetId, change: seen });
      }
      return true;
    } catch (error) {
      if (
        error instanceof FailureError &&
        error.failure.class === 'rateLimited'
      ) {
        await this.#options.sleeping.putToSleep(
          host.type,
          error.failure.retryAfter,
          error.failure.message,
        );
        return false;
      }
      this.#options.logger.warn(
        `${known.url} could not be looked at; it comes again in the next round: ${error}`,
      );
      return true;
    }
  }

  #open(host: string): Knex.QueryBuilder {
    return this.#options
      .database('targets')
      .where('change_host', host)
      .whereIn('status', ['open', 'reverting']);
  }

  /** The next ones of the round; at its end it begins anew. */
  async #next(
    host: string,
    after: { runId: string; id: string },
    count: number,
  ): Promise<TargetRow[]> {
    if (count === 0) {
      return [];
    }
    const ordered = () =>
      this.#open(host).orderBy(['run_id', 'id']).limit(count);
    const rows: TargetRow[] = await ordered().andWhere(place =>
      place
        .where('run_id', '>', after.runId)
        .orWhere(same =>
          same.where('run_id', after.runId).andWhere('id', '>', after.id),
        ),
    );
    return rows.length > 0 ? rows : ordered();
  }

  async #pause(milliseconds: number): Promise<void> {
    const { signal } = this.#stopping;
    const pause =
      this.#options.pause ??
      ((ms: number) => sleep(ms, undefined, { signal, ref: false }));
    await pause(milliseconds, signal).catch(() => {});
  }
}

function differs(known: Change, seen: Change): boolean {
  return (
    known.state !== seen.state ||
    known.review !== seen.review ||
    known.checks !== seen.checks ||
    known.headCommit !== seen.headCommit
  );
}
