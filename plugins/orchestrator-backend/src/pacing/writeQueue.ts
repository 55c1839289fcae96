import type { Knex } from 'knex';
import {
  countedTogether,
  GRACE_MS,
  IDLE_RUNS,
  neededWrites,
  nextTicket,
  type CountedWrite,
  type Place,
  type WriteQueue,
} from './decideTurn';
import { later } from './later';
import type { ScopeColumns, WriteScope } from './limits';
import type { CodeHostWriteRow } from './rows';

/** Somebody who wants to write to a code host. */
export interface WriteAsk extends WriteScope {
  workId: string;
  /** The target of the run, or its product. */
  targetId: string;
  requests: number;
  /** What would do harm if it came later is counted, and waits for no limit; for a host that sleeps it does. */
  urgent?: boolean;
}

/** The table of writes. */
export function writes(database: Knex) {
  return database<CodeHostWriteRow>('code_host_writes');
}

/** The place that somebody has who waits already. */
export async function readPlace(
  trx: Knex.Transaction,
  workId: string,
): Promise<Place | undefined> {
  const row = await writes(trx)
    .where({ work_id: workId, state: 'waiting' })
    .first('id', 'since', 'ticket');
  return row && { ...row, ticket: Number(row.ticket) };
}

/** The ticket of who comes new. */
export async function readNextTicket(
  trx: Knex.Transaction,
  { ask, limits }: Pick<WriteQueue, 'ask' | 'limits'>,
): Promise<number> {
  const served = await writes(trx)
    .whereIn('state', ['held', 'sent'])
    .modify(isOfAny, countedTogether(ask, limits))
    .max({ ticket: 'ticket' })
    .first();
  const ofRun = await writes(trx)
    .where({ run_id: ask.runId, state: 'waiting' })
    .max({ ticket: 'ticket' })
    .first();
  return nextTicket(ask.requests, {
    served: Number(served?.ticket ?? 0),
    ofRun: Number(ofRun?.ticket ?? 0),
  });
}

/** The rows that a turn is decided on; places that can't be ahead, which may be thousands, are left out. */
export async function readCountedWrites(
  trx: Knex.Transaction,
  queue: Omit<WriteQueue, 'rows'>,
): Promise<CountedWrite[]> {
  const needed = neededWrites(queue);
  if (needed.length === 0) {
    return [];
  }
  const columns = new Set(needed.flatMap(({ where }) => Object.keys(where)));
  return writes(trx)
    .where(written =>
      written
        .whereIn('state', ['sent', 'held'])
        .andWhere(any =>
          needed.forEach(({ where, after }) =>
            any.orWhere(scope => scope.where(where).andWhere('at', '>', after)),
          ),
        ),
    )
    .orWhere(waiting =>
      waiting
        .where({ state: 'waiting' })
        .modify(
          isOfAny,
          needed.map(({ where }) => where),
        )
        .andWhere('at', '>', later(queue.now, -GRACE_MS))
        .andWhere('ticket', '<=', queue.place.ticket)
        .whereNotExists(idle =>
          idle
            .from('runs')
            .whereRaw('runs.id = code_host_writes.run_id')
            .whereIn('runs.status', [...IDLE_RUNS]),
        ),
    )
    .select(
      'id',
      'state',
      'at',
      'requests',
      'ticket',
      'since',
      'host',
      ...columns,
    );
}

/** Keeps to rows of any of these scopes; one without columns has all rows. */
function isOfAny(query: Knex.QueryBuilder, scopes: ScopeColumns[]): void {
  if (scopes.every(where => Object.keys(where).length > 0)) {
    query.andWhere(any => scopes.forEach(where => any.orWhere(where)));
  }
}
