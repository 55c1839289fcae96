import {
  IN_FLIGHT_STATUSES,
  type RunState,
  type TargetState,
  type TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { chunks } from '../chunks';
import { EVENTS_TOPIC } from '../outbox/OutboxDispatcher';
import { insertArtifacts, type StoredArtifact } from '../store/ArtifactStore';
import type { StreamAppend } from '../store/EventLog';
import { isSqlite } from '../store/openDatabase';
import { projections, WHOLE_RUN } from '../store/projections';
import { readRun } from '../store/reads';
import type { RunRow, TargetCountRow, TargetRow } from '../store/rows';
import type { Claim, Settlement, WorkItem } from '../work/WorkTransport';
import type { RunStores } from './KnexRunDatabase';
import type { RunRecords, TargetQuery, TargetResult } from './RunRecords';
import type { Timer } from './timers';

/** Ids in one statement: below the limit of bound variables of SQLite. */
const IDS_PER_STATEMENT = 500;

/** The records of one transaction in the plugin's own database. */
export class KnexRunRecords implements RunRecords {
  readonly #trx: Knex.Transaction;
  readonly #stores: RunStores;

  constructor(trx: Knex.Transaction, stores: RunStores) {
    this.#trx = trx;
    this.#stores = stores;
  }

  async takeRequestKey(
    key: string,
    runId: string,
    at: string,
  ): Promise<string | undefined> {
    const inserted = await this.#trx('request_keys')
      .insert({ key, run_id: runId, created_at: at })
      .onConflict('key')
      .ignore()
      .returning('run_id');
    if (inserted.length > 0) {
      return undefined;
    }
    const earlier: { run_id: string } = await this.#trx('request_keys')
      .where({ key })
      .first('run_id');
    return earlier.run_id;
  }

  async findSameSweep(
    changeDigest: string,
  ): Promise<{ id: string; status: string } | undefined> {
    // Two requests at the same time must not both find nothing.
    if (!isSqlite(this.#trx)) {
      await this.#trx.raw('select pg_advisory_xact_lock(hashtext(?))', [
        changeDigest,
      ]);
    }
    return this.#trx<RunRow>('runs')
      .where({ change_digest: changeDigest, kind: 'Sweep' })
      .andWhere(where =>
        where.whereNotIn('status', ['finished', 'cancelled']).orWhereIn(
          'id',
          this.#trx('target_counts')
            .where('batch', WHOLE_RUN)
            .whereIn('status', ['open', 'reverting', ...IN_FLIGHT_STATUSES])
            .andWhere('count', '>', 0)
            .select('run_id'),
        ),
      )
      .first('id', 'status');
  }

  loadRun(id: string): Promise<RunState | undefined> {
    return readRun(this.#trx, id, { lock: true });
  }

  async loadTargets(runId: string, ids: string[]): Promise<TargetState[]> {
    const found: TargetState[] = [];
    for (const some of chunks(ids, IDS_PER_STATEMENT)) {
      found.push(
        ...statesOf(
          await this.#targets(runId).whereIn('id', some).select('state'),
        ),
      );
    }
    return found;
  }

  async allTargets(
    runId: string,
    statuses: TargetStatus[],
  ): Promise<TargetState[]> {
    return statesOf(
      await this.#targets(runId)
        .whereIn('status', statuses)
        .orderBy('id')
        .select('state'),
    );
  }

  async findTargets(query: TargetQuery): Promise<TargetState[]> {
    const rows = this.#targets(query.runId)
      .whereIn('status', query.statuses)
      .orderBy('sort_key', query.reverse ? 'desc' : 'asc')
      .orderBy('id')
      .limit(query.limit)
      .select('state');
    if (query.batch !== undefined) {
      rows.andWhere('batch', query.batch);
    }
    return statesOf(await rows);
  }

  async statusesOf(
    runId: string,
    ids: string[],
  ): Promise<{ id: string; status: TargetStatus }[]> {
    const found: Pick<TargetRow, 'id' | 'status'>[] = [];
    for (const some of chunks(ids, IDS_PER_STATEMENT)) {
      found.push(
        ...(await this.#targets(runId)
          .whereIn('id', some)
          .select('id', 'status')),
      );
    }
    return found.map(({ id, status }) => ({
      id,
      status: status as TargetStatus,
    }));
  }

  async loadCounts(
    runId: string,
    batches: number[],
  ): Promise<TargetCountRow[]> {
    return this.#trx<TargetCountRow>('target_counts')
      .where({ run_id: runId })
      .whereIn('batch', batches);
  }

  async resultsOf(runId: string, batch: number): Promise<TargetResult[]> {
    const rows = await this.#targets(runId)
      .where({ batch })
      .orderBy('id')
      .select('id', 'status', 'patch_id', 'failure_code');
    return rows.map(row => ({
      id: row.id,
      status: row.status as TargetStatus,
      patchId: row.patch_id ?? undefined,
      failureCode: row.failure_code ?? undefined,
    }));
  }

  append(
    appends: StreamAppend[],
  ): Promise<{ first: number; last: number } | undefined> {
    return this.#stores.log.append(this.#trx, appends);
  }

  saveRun(state: RunState, isNew: boolean): Promise<void> {
    return projections.writeRun(this.#trx, state, isNew);
  }

  saveTargets(states: TargetState[]): Promise<void> {
    return projections.writeTargets(this.#trx, states);
  }

  addCounts(rows: TargetCountRow[]): Promise<void> {
    return projections.writeCounts(this.#trx, rows);
  }

  saveArtifacts(runId: string, artifacts: StoredArtifact[]): Promise<void> {
    return insertArtifacts(this.#trx, runId, artifacts);
  }

  setTimer(timer: Timer): Promise<void> {
    return this.#stores.timers.set(this.#trx, timer);
  }

  clearTimer(id: string): Promise<void> {
    return this.#stores.timers.clear(this.#trx, id);
  }

  async announce(
    runId: string,
    positions: { first: number; last: number },
    at: string,
  ): Promise<void> {
    await this.#trx('outbox').insert({
      topic: EVENTS_TOPIC,
      run_id: runId,
      payload: JSON.stringify(positions),
      available_at: at,
      created_at: at,
    });
  }

  enqueue(items: WorkItem[]): Promise<void> {
    return this.#stores.transport.enqueue(this.#trx, items);
  }

  settle(settlements: Settlement[]): Promise<Claim[]> {
    return this.#stores.transport.settle(this.#trx, settlements);
  }

  cancel(workIds: string[]): Promise<string[]> {
    return this.#stores.transport.cancel(this.#trx, workIds);
  }

  #targets(runId: string) {
    return this.#trx<TargetRow>('targets').where('run_id', runId);
  }
}

function statesOf(rows: Pick<TargetRow, 'state'>[]): TargetState[] {
  return rows.map(row => JSON.parse(row.state) as TargetState);
}
