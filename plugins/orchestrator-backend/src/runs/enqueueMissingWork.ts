import {
  IN_FLIGHT_STATUSES,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { TargetRow } from '../store/rows';
import type { WorkTransport } from '../work/WorkTransport';
import { workItemOf } from './RunTransaction';

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
  return database.transaction(async trx => {
    const rows = await trx<TargetRow>('targets')
      .whereIn('status', IN_FLIGHT_STATUSES)
      .select('state');
    const waiting = rows.map(row => JSON.parse(row.state) as TargetState);
    const items = waiting.flatMap(target => workItemOf(target) ?? []);
    const missing = await transport.missing(
      trx,
      items.map(item => item.id),
    );
    const lost = items.filter(item => missing.includes(item.id));
    await transport.enqueue(trx, lost);
    return lost.length;
  });
}
