import {
  ENDED_PHASES,
  nextTurn,
  parseDuration,
  type Turn,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { later } from './later';
import { askedToWait } from './PutOff';
import type { ScopedLimit, ScopeColumns } from './limits';
import type { CodeHostWriteRow } from './rows';
import type { Sleep } from './sleep';
import type { WriteAsk } from './writeQueue';

/** A permit that is not renewed for so long counts as used up: its process is gone. */
export const HOLD_MS = 60_000;
/** A place in the queue is kept so long for who doesn't come. */
export const GRACE_MS = 60_000;
/** Places that nobody came back for are removed so long after their turn. */
export const FORGOTTEN_MS = 3_600_000;
/** Those who waited for a host to wake up go on one after the other. */
const WAKE_SPACING_MS = 100;
/** After so long somebody may have gone whose end nobody can foretell. */
const CONCURRENCY_RECHECK_MS = 5_000;

/** Runs that don't come for their turns: states of sweeps, and phases in which a train has ended. */
export const IDLE_RUNS: readonly string[] = [
  'paused',
  'cancelled',
  'finished',
  ...ENDED_PHASES,
];

/** A row of the ledger, as far as a decision looks at it: whose it is only where a limit goes by that. */
export type CountedWrite = Pick<
  CodeHostWriteRow,
  'id' | 'host' | 'requests' | 'state' | 'at' | 'ticket' | 'since'
> &
  Partial<Pick<CodeHostWriteRow, 'run_id' | 'owner'>>;

/** A place in the queue, which is kept from one time to the next. */
export type Place = Pick<CodeHostWriteRow, 'id' | 'since'> & { ticket: number };

/** What a turn is decided on. */
export interface WriteQueue {
  ask: WriteAsk;
  limits: ScopedLimit[];
  /** Most that may write to the host at the same time. */
  concurrency?: number;
  now: Date;
  place: Place;
  /** Of the host. */
  sleep?: Sleep;
  /**
   * Each row once: at least what `neededWrites` names, of runs that come for their turns. Further ones change nothing.
   */
  rows: readonly CountedWrite[];
}

/** Whether one may write now, and when where not. */
export type LedgerAdmission = { admitted: true; id: string } | LedgerDenial;

/** When to ask again, and what makes one wait. */
export interface LedgerDenial {
  admitted: false;
  notBefore: string;
  limit: string;
}

/** Rows that a decision looks at: what was sent or is held and counts after an instant, and who waits. */
export interface NeededWrites {
  where: ScopeColumns;
  /** ISO 8601 */
  after: string;
}

/** Whether nothing but the sleep of its host can keep a write. */
export function isUnlimited({
  ask,
  limits,
  concurrency,
}: Pick<WriteQueue, 'ask' | 'limits' | 'concurrency'>): boolean {
  return (
    ask.urgent === true || (limits.length === 0 && concurrency === undefined)
  );
}

/** The rows that have to be read before a turn can be decided. */
export function neededWrites({
  ask,
  limits,
  concurrency,
  now,
  sleep,
}: Omit<WriteQueue, 'place' | 'rows'>): NeededWrites[] {
  const needed = new Map<string, NeededWrites>();
  const need = (where: ScopeColumns, after: string) => {
    const key = JSON.stringify(where);
    const known = needed.get(key);
    if (known === undefined || after < known.after) {
      needed.set(key, { where, after });
    }
  };
  limits.forEach(({ limit, where }) =>
    need(where, later(now, -parseDuration(limit.per))),
  );
  if (sleep !== undefined || concurrency !== undefined) {
    need({ host: ask.host }, now.toISOString());
  }
  return [...needed.values()];
}

/**
 * Start-time fair queueing: each run's requests follow one another, and a run that comes new starts where the queue
 * is now, so that it doesn't stand behind all that a large run waits for.
 *
 * @param newest - tickets of the newest write that was let through among all whom a limit counts together, and of the
 *   newest place of the run; 0 where there is none
 */
export function nextTicket(
  requests: number,
  newest: { served: number; ofRun: number },
): number {
  return Math.max(newest.served, newest.ofRun) + requests;
}

/** One queue are all whom a limit counts together. */
export function countedTogether(
  { host }: Pick<WriteAsk, 'host'>,
  limits: ScopedLimit[],
): ScopeColumns[] {
  return [{ host }, ...limits.map(({ where }) => where)];
}

/** Whether a row is one of those that a scope counts together. */
export function isOf(
  row: Pick<CountedWrite, 'host' | 'owner' | 'run_id'>,
  where: ScopeColumns,
): boolean {
  return (
    (where.host === undefined || where.host === row.host) &&
    (where.owner === undefined || where.owner === row.owner) &&
    (where.run_id === undefined || where.run_id === row.run_id)
  );
}

/**
 * Says whether requests may be sent now, or when.
 *
 * @returns the answer, and the row to be written: the permit, or the place in the queue
 * @remarks Rule: semantics, section 5.
 */
export function decideAdmission(queue: WriteQueue): {
  admission: LedgerAdmission;
  row: CodeHostWriteRow;
} {
  const { ask, now, place } = queue;
  const turn = decideTurn(queue);
  return isDue(turn, now)
    ? {
        admission: { admitted: true, id: place.id },
        row: heldRow(ask, place, now),
      }
    : {
        admission: denial(turn),
        row: {
          ...columnsOf(ask),
          ...place,
          state: 'waiting',
          at: turn.at,
          limit_name: turn.limit ?? null,
        },
      };
}

/** Says when further requests may be sent by who has a permit; undefined: now. */
export function decideExtension(queue: WriteQueue): LedgerDenial | undefined {
  const turn = decideTurn({ ...queue, concurrency: undefined });
  return isDue(turn, queue.now) ? undefined : denial(turn);
}

/** A permit, as it is written down. */
export function heldRow(
  ask: WriteAsk,
  place: Place,
  now: Date,
): CodeHostWriteRow {
  return {
    ...columnsOf(ask),
    ...place,
    state: 'held',
    at: later(now, HOLD_MS),
    limit_name: null,
  };
}

function decideTurn(queue: WriteQueue): Turn {
  const { ask, limits, now, sleep } = queue;
  const ahead = placesAhead(queue);
  const aheadAtHost = ahead.filter(({ host }) => host === ask.host).length;
  const from = sleep
    ? later(new Date(sleep.until), aheadAtHost * WAKE_SPACING_MS)
    : now.toISOString();
  const written = queue.rows.filter(({ state }) => state !== 'waiting');
  const counted = limits.map(scoped => ({
    limit: scoped.limit,
    taken: takenOf(scoped, { written, ahead, now }),
  }));
  const turn = nextTurn(counted, from, ask.requests);
  const full = fullUntil(queue, aheadAtHost);
  return full && full.at > turn.at
    ? full
    : {
        at: turn.at,
        limit: turn.limit ?? (sleep ? askedToWait(ask.host) : undefined),
      };
}

/**
 * The instants that a limit counts: what was sent in the window that ends now, what is under way, and the turns of those
 * ahead.
 *
 * @remarks What is held counts without end: as if it were sent now, because any later instant may turn out to be the
 *   right one.
 */
function takenOf(
  { limit, where }: ScopedLimit,
  {
    written,
    ahead,
    now,
  }: { written: CountedWrite[]; ahead: CountedWrite[]; now: Date },
): string[] {
  const instant = now.toISOString();
  const after = later(now, -parseDuration(limit.per));
  const taken: string[] = [];
  const take = (row: CountedWrite, at: string) => {
    for (let request = 0; request < row.requests; request += 1) {
      taken.push(at);
    }
  };
  for (const row of written) {
    if (row.at > after && isOf(row, where)) {
      take(row, row.state === 'held' && row.at > instant ? instant : row.at);
    }
  }
  for (const row of ahead) {
    if (isOf(row, where)) {
      take(row, row.at);
    }
  }
  return taken;
}

/** Places in the queue before one's own that somebody still comes for. */
function placesAhead({ rows, place, now }: WriteQueue): CountedWrite[] {
  const kept = later(now, -GRACE_MS);
  return rows.filter(
    row =>
      row.state === 'waiting' &&
      row.id !== place.id &&
      row.at > kept &&
      comesBefore(row, place),
  );
}

function comesBefore(row: CountedWrite, { id, since, ticket }: Place): boolean {
  const byTicket = Number(row.ticket) - ticket;
  if (byTicket !== 0) {
    return byTicket < 0;
  }
  return row.since === since ? row.id < id : row.since < since;
}

/** When to come again where as many write to the host as may. */
function fullUntil(
  { ask, concurrency, now, rows }: WriteQueue,
  ahead: number,
): Turn | undefined {
  const instant = now.toISOString();
  const writing = rows.filter(
    ({ state, host, at }) =>
      state === 'held' && host === ask.host && at > instant,
  ).length;
  return concurrency === undefined || writing < concurrency
    ? undefined
    : {
        at: later(
          now,
          CONCURRENCY_RECHECK_MS * (1 + Math.floor(ahead / concurrency)),
        ),
        limit: `${concurrency} at the same time (host)`,
      };
}

function isDue({ at }: Turn, now: Date): boolean {
  return Date.parse(at) <= now.getTime();
}

function denial({ at, limit = '' }: Turn): LedgerDenial {
  return { admitted: false, notBefore: at, limit };
}

/** What a row says of who asks. */
function columnsOf(ask: WriteAsk) {
  return {
    work_id: ask.workId,
    run_id: ask.runId,
    target_id: ask.targetId,
    host: ask.host,
    owner: ask.owner,
    requests: ask.requests,
  };
}
