import {
  IN_FLIGHT_STATUSES,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { TargetRow } from '../store/rows';
import type { WorkTransport } from '../work/WorkTransport';
import { workItemOf } from './RunTransaction';

/** Targets that are looked at in one transaction. */
const TARGETS_PER_PAGE = 1_000;

/**
 * Puts items of work back that the targets wait for and the queue does not have: the queue can be lost, the events
 * can't.
 *
 * @returns the number of items that were missing
 */
export async function enqueueMissingWork(
  database: Knex,
  transport: WorkTransport,
): Promise<number> {
  let lost = 0;
  let last: Place | undefined;
  do {
    const page = await enqueuePage(database, transport, last);
    lost += page.lost;
    last = page.last;
  } while (last);
  return lost;
}

type Place = Pick<TargetRow, 'run_id' | 'id'>;

/** @returns how many were missing, and the last place of the page where there may be another one */
async function enqueuePage(
  database: Knex,
  transport: WorkTransport,
  after?: Place,
): Promise<{ lost: number; last?: Place }> {
  return database.transaction(async trx => {
    const rows = await nextPage(trx, after);
    return {
      lost: await enqueueMissing(trx, transport, rows),
      last: rows.length < TARGETS_PER_PAGE ? undefined : rows.at(-1),
    };
  });
}

async function nextPage(trx: Knex.Transaction, after?: Place) {
  return trx<TargetRow>('targets')
    .whereIn('status', IN_FLIGHT_STATUSES)
    .modify(query => {
      if (after) {
        query.andWhereRaw('(run_id, id) > (?, ?)', [after.run_id, after.id]);
      }
    })
    .orderBy(['run_id', 'id'])
    .limit(TARGETS_PER_PAGE)
    .select('run_id', 'id', 'state');
}

async function enqueueMissing(
  trx: Knex.Transaction,
  transport: WorkTransport,
  rows: Pick<TargetRow, 'state'>[],
): Promise<number> {
  const waiting = rows.map(row => JSON.parse(row.state) as TargetState);
  const items = waiting.flatMap(target => workItemOf(target) ?? []);
  const missing = new Set(
    await transport.missing(
      trx,
      items.map(item => item.id),
    ),
  );
  const gone = items.filter(item => missing.has(item.id));
  await transport.enqueue(trx, gone);
  return gone.length;
}
