import {
  describeRateLimit,
  parseDuration,
  type PacingHost,
  type PacingLimit,
  type PacingState,
  type RateLimit,
  type RunState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { SharedTime } from './databaseTime';
import type { PacingLimits } from './limits';
import type { SleepingHostRow } from './rows';
import { stillWaiting } from './TurnQueries';
import { later, writes } from './writeQueue';

/** Owners and runs that have sent most; more of them say nothing more about how full a limit is. */
const KEYS_SHOWN = 20;
/** Runs at work whose manifests are looked at for limits. */
const RUNS_SHOWN = 20;

const COLUMNS = {
  global: undefined,
  host: 'host',
  owner: 'owner',
  run: 'run_id',
} as const;

type Count = number | string | null;
type Where = Record<string, string>;

/** A limit, and the rows that it can count. */
interface ShownLimit {
  limit: RateLimit;
  /** Of the configuration: the type of the code host that it is set for. */
  host?: string;
  /** Of a manifest: its run. */
  runId?: string;
}

/** Reads how much the rate limits have left, for operators. The truth about a write is the ledger's alone. */
export class PacingQueries {
  readonly #database: Knex;
  readonly #limits: PacingLimits;
  readonly #hosts: string[];
  readonly #time: SharedTime;

  /** @param options - `hosts`: types of the code hosts that there are */
  constructor(options: {
    database: Knex;
    limits: PacingLimits;
    hosts: Iterable<string>;
    time: SharedTime;
  }) {
    this.#database = options.database;
    this.#limits = options.limits;
    this.#hosts = [...options.hosts].sort();
    this.#time = options.time;
  }

  /** What keeps writes back now. */
  async state(): Promise<PacingState> {
    const now = await this.#time(this.#database);
    const shown = [
      ...this.#hosts.flatMap(host =>
        (this.#limits.hosts[host]?.rateLimits ?? []).map(limit => ({
          limit,
          host,
        })),
      ),
      ...this.#limits.rateLimits.map(limit => ({ limit })),
      ...(await this.#limitsOfRuns()),
    ];
    const limits: PacingLimit[] = [];
    for (const one of shown) {
      limits.push(...(await this.#left(one, now)));
    }
    const hosts: PacingHost[] = [];
    for (const host of this.#hosts) {
      hosts.push(await this.#host(host, now));
    }
    return { at: now.toISOString(), limits, hosts };
  }

  /** A limit, once for each of what it counts together. */
  async #left(shown: ShownLimit, now: Date): Promise<PacingLimit[]> {
    const keys = await this.#keys(shown, now);
    const found: PacingLimit[] = [];
    for (const key of keys) {
      found.push(await this.#limit(shown, key, now));
    }
    return found;
  }

  async #keys(
    { limit, host, runId }: ShownLimit,
    now: Date,
  ): Promise<(string | undefined)[]> {
    const column = COLUMNS[limit.scope];
    if (column === undefined) {
      return [undefined];
    }
    if (limit.scope === 'host' && host !== undefined) {
      return [host];
    }
    if (limit.scope === 'run' && runId !== undefined) {
      return [runId];
    }
    const rows: { key: string }[] = await writes(this.#database)
      .where(runId === undefined ? {} : { run_id: runId })
      .andWhere(row =>
        row
          .where('state', 'waiting')
          .orWhere('at', '>', windowStart(limit, now)),
      )
      .groupBy(column)
      .orderByRaw('sum(requests) desc')
      .orderBy(column)
      .limit(KEYS_SHOWN)
      .select({ key: column });
    return rows.length > 0 ? rows.map(({ key }) => key) : [undefined];
  }

  async #limit(
    { limit, runId }: ShownLimit,
    key: string | undefined,
    now: Date,
  ): Promise<PacingLimit> {
    const { scope, max, per } = limit;
    const column = COLUMNS[scope];
    // A limit that counts by what nobody has sent counts nothing.
    const nobody = column !== undefined && key === undefined;
    const where: Where =
      column === undefined || key === undefined ? {} : { [column]: key };
    const used = nobody ? 0 : await this.#used(limit, where, now);
    const left = Math.max(0, max - used);
    const queue = nobody
      ? { waiting: 0 }
      : await this.#queue({
          ...where,
          // What others have sent counts, but only the run itself waits for a limit of its manifest.
          ...(runId !== undefined && { run_id: runId }),
          limit_name: describeRateLimit(limit),
        });
    return {
      scope,
      ...(key !== undefined && { key }),
      ...(runId !== undefined && { runId }),
      max,
      per,
      used,
      left,
      ...(left === 0 && { freeAt: await this.#freeAt(limit, where, now) }),
      ...queue,
    };
  }

  async #used(limit: RateLimit, where: Where, now: Date): Promise<number> {
    const [{ total }]: { total: Count }[] = await this.#counted(
      limit,
      where,
      now,
    ).sum({ total: 'requests' });
    return Number(total ?? 0);
  }

  /** When so many requests have left the window that one more has room. */
  async #freeAt(limit: RateLimit, where: Where, now: Date): Promise<string> {
    const rows: { at: string; requests: number }[] = await this.#counted(
      limit,
      where,
      now,
    )
      .orderBy('at', 'desc')
      .limit(limit.max)
      .select('at', 'requests');
    let room = limit.max;
    const leaving = rows.find(({ requests }) => {
      room -= requests;
      return room <= 0;
    });
    // An attempt that is under way counts from its end on, which is now at the earliest.
    const at = Math.min(
      Date.parse(leaving?.at ?? now.toISOString()),
      now.getTime(),
    );
    return later(new Date(at), parseDuration(limit.per));
  }

  #counted(limit: RateLimit, where: Where, now: Date): Knex.QueryBuilder {
    return writes(this.#database)
      .where(where)
      .whereIn('state', ['sent', 'held'])
      .andWhere('at', '>', windowStart(limit, now));
  }

  async #host(host: string, now: Date): Promise<PacingHost> {
    const [{ writing }]: { writing: Count }[] = await writes(this.#database)
      .where({ host, state: 'held' })
      .andWhere('at', '>', now.toISOString())
      .count({ writing: '*' });
    const asleep = await this.#database<SleepingHostRow>('sleeping_hosts')
      .where({ host })
      .andWhere('until', '>', now.toISOString())
      .first();
    const concurrency = this.#limits.hosts[host]?.concurrency;
    return {
      host,
      ...(asleep && { sleepsUntil: asleep.until, reason: asleep.reason }),
      writing: Number(writing),
      ...(concurrency !== undefined && { concurrency }),
      ...(await this.#queue({ host })),
    };
  }

  async #queue(where: Where): Promise<{ waiting: number; lastTurn?: string }> {
    const [row]: { waiting: Count; last_turn: string | null }[] =
      await stillWaiting(this.#database)
        .where(where)
        .count({ waiting: '*' })
        .max({ last_turn: 'at' });
    return {
      waiting: Number(row.waiting),
      ...(row.last_turn !== null && { lastTurn: row.last_turn }),
    };
  }

  /** Limits of the manifests of runs that write, or wait to. */
  async #limitsOfRuns(): Promise<ShownLimit[]> {
    const rows: { state: string }[] = await this.#database('runs')
      .whereIn(
        'id',
        writes(this.#database)
          .whereIn('state', ['waiting', 'held'])
          .select('run_id'),
      )
      .orderBy('id')
      .limit(RUNS_SHOWN)
      .select('state');
    return rows.flatMap(row => {
      const run: RunState = JSON.parse(row.state);
      return (run.manifest.spec.rollout.rateLimits ?? []).map(limit => ({
        limit,
        runId: run.id,
      }));
    });
  }
}

function windowStart({ per }: RateLimit, now: Date): string {
  return later(now, -parseDuration(per));
}
