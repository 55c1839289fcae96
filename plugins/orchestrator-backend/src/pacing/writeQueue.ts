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
import type { WriteScope } from './limits';
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
  const together = countedTogether(ask, limits);
  const served = await writes(trx)
    .whereIn('state', ['held', 'sent'])
    .modify(query => {
      if (together.every(where => Object.keys(where).length > 0)) {
        query.andWhere(any => together.forEach(where => any.orWhere(where)));
      }
    })
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
  const found = new Map<string, CountedWrite>();
  for (const { where, after } of neededWrites(queue)) {
    const rows: CountedWrite[] = await writes(trx)
      .where(where)
      .andWhere(row =>
        row
          .where(written =>
            written
              .whereIn('state', ['sent', 'held'])
              .andWhere('at', '>', after),
          )
          .orWhere(waiting => waiting.modify(mayBeAhead, queue)),
      )
      .select(
        'id',
        'run_id',
        'host',
        'owner',
        'requests',
        'state',
        'at',
        'ticket',
        'since',
      );
    rows.forEach(row => found.set(row.id, row));
  }
  return [...found.values()];
}

function mayBeAhead(
  query: Knex.QueryBuilder,
  { place, now }: Omit<WriteQueue, 'rows'>,
): void {
  query
    .where('state', 'waiting')
    .andWhere('at', '>', later(now, -GRACE_MS))
    .andWhere('ticket', '<=', place.ticket)
    .whereNotExists(idle =>
      idle
        .from('runs')
        .whereRaw('runs.id = code_host_writes.run_id')
        .whereIn('runs.status', [...IDLE_RUNS]),
    );
}
