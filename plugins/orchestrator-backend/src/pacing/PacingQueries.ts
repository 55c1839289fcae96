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
import { later } from './later';
import type { PacingLimits } from './limits';
import type { SleepingHostRow } from './rows';
import { stillWaiting } from './TurnQueries';
import { writes } from './writeQueue';

/** Owners and runs for whom most wait, or who sent most; more of them say nothing more about how full a limit is. */
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
type Queue = Pick<PacingLimit, 'waiting' | 'lastTurn'>;

interface QueueRow {
  waiting: Count;
  last_turn: string | null;
}

/** A limit, and the rows that it can count. */
interface ShownLimit {
  limit: RateLimit;
  /** Of the configuration: the type of the code host that it is set for. */
  host?: string;
  /** Of a manifest: its run. */
  runId?: string;
}

/** Requests in a window, by its length, by the columns that its limits count by. */
type WindowSums = Map<string, (Partial<Record<string, string>> & Used)[]>;

interface Used {
  used: Count;
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
    const [names, ofRuns] = await Promise.all([
      this.#hostNames(now),
      this.#limitsOfRuns(),
    ]);
    const shown = [
      ...names.flatMap(host =>
        (this.#limits.hosts[host]?.rateLimits ?? []).map(limit => ({
          limit,
          host,
        })),
      ),
      ...this.#limits.rateLimits.map(limit => ({ limit })),
      ...ofRuns,
    ];
    // One after the other: all at once would take the pool's connections from the work itself.
    const sums = await this.#sumsOf(shown, now);
    const limits: PacingLimit[] = [];
    for (const one of shown) {
      limits.push(...(await this.#left(one, sums, now)));
    }
    const hosts: PacingHost[] = [];
    for (const host of names) {
      hosts.push(await this.#host(host, now));
    }
    return { at: now.toISOString(), limits, hosts };
  }

  /** The code hosts that there are, and whatever else was written to or sleeps, such as a GitHub of workflows. */
  async #hostNames(now: Date): Promise<string[]> {
    const [written, asleep]: string[][] = await Promise.all([
      this.#writtenHosts(),
      this.#database<SleepingHostRow>('sleeping_hosts')
        .where('until', '>', now.toISOString())
        .pluck('host'),
    ]);
    return [...new Set([...this.#hosts, ...written, ...asleep])].sort();
  }

  /** One step of an index for each host, whatever the number of writes. */
  #writtenHosts(): Promise<string[]> {
    const next = (query: Knex.QueryBuilder) =>
      query.from('code_host_writes').min('host');
    return this.#database
      .withRecursive('written', ['host'], seek =>
        next(seek).unionAll(more =>
          more
            .from('written')
            .whereNotNull('host')
            .select(
              next(this.#database.queryBuilder())
                .where(
                  'code_host_writes.host',
                  '>',
                  this.#database.ref('written.host'),
                )
                .as('next'),
            ),
        ),
      )
      .from('written')
      .whereNotNull('host')
      .pluck('host');
  }

  /**
   * Requests in the windows that end now, of the limits that count for everybody: one look at the writes for all
   * limits with the same window.
   */
  async #sumsOf(shown: ShownLimit[], now: Date): Promise<WindowSums> {
    const common = shown.filter(({ runId }) => runId === undefined);
    const sums: WindowSums = new Map();
    for (const per of new Set(common.map(({ limit }) => limit.per))) {
      const limits = common.filter(({ limit }) => limit.per === per);
      const columns = [
        ...new Set(limits.flatMap(({ limit }) => COLUMNS[limit.scope] ?? [])),
      ];
      // Where no limit counts everything, what its hosts were sent is enough.
      const hosts = limits.map(({ host }) => host);
      sums.set(
        per,
        await this.#counted(limits[0].limit, now)
          .modify(query => {
            if (!hosts.includes(undefined)) {
              query.whereIn('host', hosts as string[]);
            }
            if (columns.length > 0) {
              query.groupBy(columns).select(columns);
            }
          })
          .sum({ used: 'requests' }),
      );
    }
    return sums;
  }

  /** A limit, once for each of what it counts together; those first for whom most wait. */
  async #left(
    shown: ShownLimit,
    sums: WindowSums,
    now: Date,
  ): Promise<PacingLimit[]> {
    const { limit, runId } = shown;
    const { scope, max, per } = limit;
    const [used, queues] = await Promise.all([
      runId === undefined
        ? usedBy(shown, sums.get(per) ?? [])
        : this.#usedByRun({ limit, runId }, now),
      this.#queuesOf(shown),
    ]);
    const usedOf = (key: string) => used.get(key) ?? 0;
    const queueOf = (key: string) => queues.get(key) ?? { waiting: 0 };
    const entryOf = (key: string | undefined): PacingLimit => ({
      scope,
      ...(key !== undefined && scope !== 'global' && { key }),
      ...(runId !== undefined && { runId }),
      max,
      per,
      used: usedOf(key ?? ''),
      left: Math.max(0, max - usedOf(key ?? '')),
      ...queueOf(key ?? ''),
    });
    const only = onlyKey(shown);
    const keys =
      only === undefined
        ? [...new Set([...used.keys(), ...queues.keys()])]
        : [only];
    if (keys.length === 0) {
      return [entryOf(undefined)];
    }
    const entries = keys
      .map(entryOf)
      .sort(
        (a, b) =>
          b.waiting - a.waiting ||
          b.used - a.used ||
          (a.key ?? '').localeCompare(b.key ?? ''),
      )
      .slice(0, KEYS_SHOWN);
    for (const entry of entries.filter(({ left }) => left === 0)) {
      entry.freeAt = await this.#freeAt(limit, entry, now);
    }
    return entries;
  }

  /** Requests in the window that ends now of a limit of a manifest, by what it counts together. */
  async #usedByRun(
    { limit, runId }: { limit: RateLimit; runId: string },
    now: Date,
  ): Promise<Map<string, number>> {
    const column = COLUMNS[limit.scope];
    const rows: { key?: string; used: Count }[] = await this.#counted(
      limit,
      now,
    )
      .modify(query => {
        if (column === undefined) {
          return;
        }
        query.groupBy(column).select({ key: column });
        if (limit.scope === 'run') {
          query.where({ [column]: runId });
        } else {
          query.whereIn(
            column,
            writes(this.#database).where({ run_id: runId }).select(column),
          );
        }
      })
      .sum({ used: 'requests' });
    return new Map(
      rows.map(({ key = '', used }) => [key, Number(used ?? 0)] as const),
    );
  }

  /** Who waits for the limit, by what it counts together. */
  async #queuesOf({
    limit,
    host,
    runId,
  }: ShownLimit): Promise<Map<string, Queue>> {
    const column = COLUMNS[limit.scope];
    const rows: (QueueRow & { key?: string })[] = await this.#waiting({
      limit_name: describeRateLimit(limit),
      ...(host !== undefined && { host }),
      // What others have sent counts, but only the run itself waits for a limit of its manifest.
      ...(runId !== undefined && { run_id: runId }),
    }).modify(query => {
      if (column !== undefined) {
        query.groupBy(column).select({ key: column });
      }
    });
    return new Map(rows.map(row => [row.key ?? '', toQueue(row)] as const));
  }

  /**
   * When so many requests have left the window that one more has room.
   *
   * @remarks
   * The oldest leave first, and it takes as many rows at most as there are requests too many: one, unless the limit was
   * lowered. The newest back to the oldest would be all that the limit permits.
   */
  async #freeAt(
    limit: RateLimit,
    { key, used }: Pick<PacingLimit, 'key' | 'used'>,
    now: Date,
  ): Promise<string> {
    const column = COLUMNS[limit.scope];
    let tooMany = used - limit.max + 1;
    const rows: { at: string; requests: number }[] = await this.#counted(
      limit,
      now,
    )
      .where(column === undefined || key === undefined ? {} : { [column]: key })
      .andWhere('requests', '>', 0)
      .orderBy('at')
      .limit(tooMany)
      .select('at', 'requests');
    const leaving = rows.find(({ requests }) => {
      tooMany -= requests;
      return tooMany <= 0;
    });
    // An attempt that is under way counts from its end on, which is now at the earliest.
    const at = Math.min(
      Date.parse(leaving?.at ?? now.toISOString()),
      now.getTime(),
    );
    return later(new Date(at), parseDuration(limit.per));
  }

  #counted(limit: RateLimit, now: Date): Knex.QueryBuilder {
    return writes(this.#database)
      .whereIn('state', ['sent', 'held'])
      .andWhere('at', '>', later(now, -parseDuration(limit.per)));
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
      ...toQueue(await this.#waiting({ host }).first()),
    };
  }

  #waiting(where: Record<string, string>): Knex.QueryBuilder {
    return stillWaiting(this.#database)
      .where(where)
      .count({ waiting: '*' })
      .max({ last_turn: 'at' });
  }

  /** Limits of the manifests of runs that write, or wait to. */
  async #limitsOfRuns(): Promise<ShownLimit[]> {
    const rows: { state: string }[] = await this.#database('runs')
      .where({ kind: 'Sweep' })
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

/** What of the requests in a window a limit counts, by what it counts together. */
function usedBy(
  { limit, host }: ShownLimit,
  sums: { host?: string; owner?: string; run_id?: string; used: Count }[],
): Map<string, number> {
  const column = COLUMNS[limit.scope];
  const used = new Map<string, number>();
  for (const sum of sums) {
    const key = column === undefined ? '' : sum[column] ?? '';
    if (host === undefined || sum.host === host) {
      used.set(key, (used.get(key) ?? 0) + Number(sum.used ?? 0));
    }
  }
  return used;
}

/** The one key of a limit that counts one thing only. */
function onlyKey({ limit, host, runId }: ShownLimit): string | undefined {
  switch (limit.scope) {
    case 'global':
      return '';
    case 'host':
      return host;
    case 'run':
      return runId;
    default:
      return undefined;
  }
}

function toQueue({ waiting, last_turn }: QueueRow): Queue {
  return {
    waiting: Number(waiting),
    ...(last_turn !== null && { lastTurn: last_turn }),
  };
}
