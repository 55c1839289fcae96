import type { QueuePlace } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';

interface PlaceRow {
  id: string;
  lane: string;
  state: 'ready' | 'running';
  runAt: string;
  /** Of what is ready and due. */
  place: number | null;
}

/**
 * Finds out where items are in their queues; what is in none is left out.
 *
 * @remarks It orders all that is due as `RunTurns` would serve it: for people, not for workers.
 */
export async function selectQueuePlaces(
  database: Knex,
  ids: string[],
  now: string,
): Promise<Map<string, QueuePlace>> {
  const due = database('work_items')
    .where('state', 'ready')
    .andWhere('run_at', '<=', now)
    .select(
      'id',
      'lane',
      'priority',
      'run_at',
      'run_id',
      database.raw(
        'row_number() over (partition by lane, priority, run_id order by run_at, id) as round',
      ),
    );
  const served = database
    .from(due.as('due'))
    .select(
      'id',
      database.raw(
        'row_number() over (partition by lane order by priority desc, round, run_at, run_id) as place',
      ),
    );
  const rows: PlaceRow[] = await database('work_items')
    .leftJoin(served.as('served'), 'served.id', 'work_items.id')
    .whereIn('work_items.id', ids)
    .select({
      id: 'work_items.id',
      lane: 'work_items.lane',
      state: 'work_items.state',
      runAt: 'work_items.run_at',
      place: 'served.place',
    });
  return new Map(rows.map(row => [row.id, toPlace(row)]));
}

function toPlace({ lane, state, runAt, place }: PlaceRow): QueuePlace {
  if (state === 'running') {
    return { state: 'running' };
  }
  return place === null
    ? { state: 'later', at: runAt }
    : { state: 'ready', ahead: place - 1, lane };
}
