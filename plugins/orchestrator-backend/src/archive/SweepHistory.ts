import { InputError } from '@backstage/errors';
import {
  canonicalJson,
  historyObstacle,
  type EventEnvelope,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { inTransaction } from '../runs/inTransaction';
import { projections, WHOLE_RUN } from '../store/projections';
import {
  countRows,
  historyRows,
  insertRows,
  SMALL_TABLES,
  smallRows,
  type ReadTable,
  type TableRows,
} from '../store/readTables';
import { countsOf, readRun } from '../store/reads';
import { RunFold } from '../store/RunFold';
import { replaceRows } from '../store/RunRebuild';
import type { ArchivedTargetRow } from '../store/rows';
import { checkImported } from './checkImported';
import { refuse } from './readRunFile';
import { SAMPLES, type RunHistory } from './RunHistory';

/** Targets of one transaction. */
const CHUNK = 200;

/** What an archived sweep is found by, and who may see it. */
const ARCHIVED_TARGETS: ReadTable = {
  name: 'archived_targets',
  runColumn: 'run_id',
  key: ['run_id', 'id'],
  json: [],
};

/** A sweep: its targets may be thousands, and their rows go with the events. */
export class SweepHistory implements RunHistory {
  readonly kind = 'Sweep';
  readonly importedType = 'run.imported';
  readonly fold: RunFold;

  constructor(readonly runId: string) {
    this.fold = new RunFold(runId);
  }

  get events(): number {
    return this.fold.events;
  }

  get position(): number {
    return this.fold.position;
  }

  get version(): number {
    return this.fold.run.version;
  }

  get members(): number {
    return this.fold.targets.size;
  }

  apply(stored: EventEnvelope): void {
    this.fold.apply(stored);
  }

  check(line: number): void {
    checkImported(this.fold, line);
    const { run, targets } = this.fold;
    const obstacle = historyObstacle(
      run,
      countsOf(countRows(run.id, targets.values()), WHOLE_RUN),
    );
    if (obstacle !== undefined) {
      throw new InputError(`Line ${line}: ${obstacle}`);
    }
  }

  takeSamples(line: number): void {
    throw refuse(line, 'samples', 'none in a sweep, which has no waves');
  }

  samples(): TableRows {
    return { table: SAMPLES, rows: [] };
  }

  kept(): TableRows[] {
    const rows = historyRows(this.fold.run, this.fold.targets.values());
    return [
      ...SMALL_TABLES.map(table => ({ table, rows: rows[table.name] })),
      { table: ARCHIVED_TARGETS, rows: this.#finders() },
    ];
  }

  async isInTables(database: Knex): Promise<boolean> {
    const state = await readRun(database, this.runId);
    return (
      canonicalJson(this.fold.run) === canonicalJson(state) &&
      (await countTargets(database, this.runId)) === this.members
    );
  }

  writeFinders(database: Knex): Promise<void> {
    return insertRows(database, ARCHIVED_TARGETS, this.#finders(), {
      ignoreKnown: true,
    });
  }

  async putBackMembers(database: Knex): Promise<void> {
    const targets = [...this.fold.targets.values()];
    for (let start = 0; start < targets.length; start += CHUNK) {
      await inTransaction(database, trx =>
        projections.writeTargets(trx, targets.slice(start, start + CHUNK)),
      );
    }
  }

  async putBack(trx: Knex.Transaction): Promise<void> {
    const total = await countTargets(trx, this.runId);
    if (total !== this.members) {
      throw new Error(
        `Run ${this.runId} has ${total} of ${this.members} rows of targets: its archive is kept; restore it again`,
      );
    }
    const rows = smallRows(this.fold.run, this.fold.targets.values());
    for (const table of SMALL_TABLES) {
      await replaceRows(trx, this.runId, table, rows[table.name]);
    }
  }

  #finders(): ArchivedTargetRow[] {
    return [...this.fold.targets.values()].map(target => ({
      run_id: this.runId,
      id: target.id,
      entity_ref: target.entityRef,
      owner: target.owner ?? null,
    }));
  }
}

async function countTargets(database: Knex, runId: string): Promise<number> {
  const [{ total }]: { total: number | string }[] = await database('targets')
    .where('run_id', runId)
    .count({ total: '*' });
  return Number(total);
}
