import type { Knex } from 'knex';
import { isSqlite } from '../../plugins/orchestrator-backend/src/store/openDatabase';

/** What the bare loop knows of an item that it has taken. */
export interface BareClaim {
  id: string;
  attempt: number;
}

const AT = '2020-01-01T00:00:00.000Z';

/**
 * What one would write in an afternoon: take rows of a table, do the work, delete the row and write down what happened
 * in one transaction. It has our tables with all their indexes, and nothing else of ours: no turns of runs, no leases
 * that are renewed, no decisions, no read tables.
 */
export class BareQueue {
  constructor(private readonly database: Knex) {}

  /** Puts items into an empty queue. */
  async fill(count: number): Promise<void> {
    const rows = Array.from({ length: count }, (_, index) => ({
      id: `item-${index}`,
      lane: 'git',
      kind: 'target.dryRun',
      run_id: 'run-1',
      target_id: `target-${index}`,
      priority: 0,
      run_at: AT,
      state: 'ready',
      attempt: 0,
      deaths: 0,
      enqueued_at: AT,
    }));
    await this.database.batchInsert('work_items', rows, 100);
  }

  async claim(max: number): Promise<BareClaim[]> {
    const ready = this.database('work_items')
      .where({ state: 'ready', lane: 'git' })
      .orderBy(['priority', 'run_id', 'run_at'])
      .limit(max)
      .select('id');
    return this.database('work_items')
      .whereIn(
        'id',
        isSqlite(this.database) ? ready : ready.forUpdate().skipLocked(),
      )
      .update({
        state: 'running',
        attempt: this.database.raw('attempt + 1'),
        claimed_by: 'bench',
        lease_until: AT,
      })
      .returning(['id', 'attempt']);
  }

  /** Ends a claim and writes so many events down. */
  async finish({ id, attempt }: BareClaim, events: number): Promise<void> {
    await this.database.transaction(async trx => {
      await trx('work_items').where({ id, state: 'running', attempt }).delete();
      await this.writeEvents(trx, id, events);
    });
  }

  /** Writes so many events of an item down. */
  async writeEvents(
    trx: Knex.Transaction,
    id: string,
    events: number,
  ): Promise<void> {
    await trx('events').insert(
      Array.from({ length: events }, (_, index) => eventRow(id, index + 1)),
    );
  }

  /** Forgets what a round has left. */
  async clear(): Promise<void> {
    await this.database('work_items').delete();
    await this.database('events').delete();
  }
}

function eventRow(id: string, version: number) {
  return {
    stream: `target/run-1/${id}`,
    version,
    run_id: 'run-1',
    target_id: id,
    type: 'target.dryRunFinished',
    schema_version: 1,
    data: '{"attempt":{"number":1,"outcome":"dryRunFinished"}}',
    actor: '{"kind":"system","ref":"system:orchestrator"}',
    request_id: id,
    occurred_at: AT,
    links: '[]',
  };
}
