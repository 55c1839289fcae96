import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import { inTransaction } from '../runs/inTransaction';
import { EventLog } from './EventLog';
import { projections } from './projections';
import {
  compareRows,
  insertRows,
  SMALL_TABLES,
  smallRows,
  TARGETS,
  targetRows,
  type Difference,
  type ReadTable,
} from './readTables';
import { readRun } from './reads';
import { RunFold } from './RunFold';
import type { ArchivedRunRow, TargetRow } from './rows';

/** Targets that are compared while the run is locked once: some tens of milliseconds. */
const CHUNK = 200;

/** What the rebuild of one run has seen. */
export interface RunRebuildReport {
  events: number;
  rows: number;
  differences: Difference[];
}

/**
 * Folds the events of one run and compares its read tables with what comes of it, while commands go on.
 *
 * @remarks
 * The long part, reading the log, holds no lock. Then the run is locked as commands do it, for a chunk of its targets
 * at a time: what came into the log meanwhile is folded first, so that the rows of the chunk and the events are of the
 * same moment. A chunk that is done stays right, as whoever changes its rows writes them from the events.
 */
export class RunRebuild {
  readonly #database: Knex;
  readonly #fold: RunFold;
  readonly #write: boolean;
  readonly #log = new EventLog();
  /** Targets without a row, which stay without one. */
  #missing = 0;
  readonly #report: RunRebuildReport = { events: 0, rows: 0, differences: [] };

  /** @param options - `write` also replaces what differs */
  constructor(database: Knex, runId: string, options: { write: boolean }) {
    this.#database = database;
    this.#fold = new RunFold(runId);
    this.#write = options.write;
  }

  async run(): Promise<RunRebuildReport> {
    await this.#catchUp(this.#database);
    const done = new Set<string>();
    for (;;) {
      // Targets are only added, and only with their run; asking again costs nothing and assumes nothing.
      const ids = [...this.#fold.targets.keys()]
        .filter(id => !done.has(id))
        .slice(0, CHUNK);
      if (ids.length === 0) {
        break;
      }
      await this.#locked(trx => this.#targets(trx, ids));
      ids.forEach(id => done.add(id));
    }
    await this.#locked(async trx => [
      ...(await this.#unknownTargets(trx)),
      ...(await this.#smallTables(trx)),
    ]);
    return { ...this.#report, events: this.#fold.events };
  }

  /** Compares in one short transaction; what it found counts only once it has been committed. */
  async #locked(
    work: (trx: Knex.Transaction) => Promise<Difference[]>,
  ): Promise<void> {
    this.#report.differences.push(
      ...(await inTransaction(this.#database, async trx => {
        await readRun(trx, this.#fold.runId, { lock: true });
        await this.#refuseArchived(trx);
        await this.#catchUp(trx);
        return work(trx);
      })),
    );
  }

  /** @throws ConflictError for a run whose rows are being packed away: they are not what this compares */
  async #refuseArchived(trx: Knex.Transaction): Promise<void> {
    const { runId } = this.#fold;
    const archived = await trx<ArchivedRunRow>('archived_runs')
      .where('run_id', runId)
      .whereNot('phase', 'sealed')
      .first('phase');
    if (archived) {
      throw new ConflictError(
        `Run ${runId} was archived while it was rebuilt: rebuild it again`,
      );
    }
  }

  /** Events of a run get their positions while it is locked: none comes later with a lower one. */
  async #catchUp(database: Knex): Promise<void> {
    const { runId, position: after } = this.#fold;
    for await (const events of this.#log.readStored(database, {
      runId,
      after,
    })) {
      events.forEach(event => this.#fold.apply(event));
    }
  }

  async #targets(trx: Knex.Transaction, ids: string[]): Promise<Difference[]> {
    const states = ids.flatMap(id => this.#fold.targets.get(id) ?? []);
    const found = await trx('targets')
      .where('run_id', this.#fold.runId)
      .whereIn('id', ids);
    const differences = compareRows(TARGETS, targetRows(states), found);
    this.#report.rows += states.length;
    if (!this.#write) {
      this.#missing += states.length - found.length;
    } else if (differences.length > 0) {
      const wrong = new Set(
        differences.map(({ expected }) => (expected as TargetRow).id),
      );
      await projections.writeTargets(
        trx,
        states.filter(state => wrong.has(state.id)),
      );
    }
    return differences;
  }

  /** Rows of targets that the events have never heard of. */
  async #unknownTargets(trx: Knex.Transaction): Promise<Difference[]> {
    const { runId, targets } = this.#fold;
    const [{ total }]: { total: number | string }[] = await trx('targets')
      .where('run_id', runId)
      .count({ total: '*' });
    if (Number(total) === targets.size - this.#missing) {
      return [];
    }
    const rows: { id: string }[] = await trx('targets')
      .where('run_id', runId)
      .select('id');
    const unknown = rows.filter(({ id }) => !targets.has(id));
    if (this.#write) {
      for (const { id } of unknown) {
        await trx('targets').where({ run_id: runId, id }).delete();
      }
    }
    return unknown.map(({ id }) => ({
      table: TARGETS.name,
      key: `${runId}/${id}`,
      found: { id },
    }));
  }

  async #smallTables(trx: Knex.Transaction): Promise<Difference[]> {
    const { run, targets } = this.#fold;
    const differences: Difference[] = [];
    const rows = smallRows(run, targets.values());
    for (const table of SMALL_TABLES) {
      differences.push(...(await this.#small(trx, table, rows[table.name])));
    }
    return differences;
  }

  async #small(
    trx: Knex.Transaction,
    table: ReadTable,
    expected: object[],
  ): Promise<Difference[]> {
    const differences = await compareRun(
      trx,
      this.#fold.runId,
      table,
      expected,
    );
    this.#report.rows += expected.length;
    if (this.#write && differences.length > 0) {
      await replaceRows(trx, this.#fold.runId, table, expected);
    }
    return differences;
  }
}

/** Rows of a run in one table that are not what they should be. */
export async function compareRun(
  trx: Knex.Transaction,
  runId: string,
  table: ReadTable,
  expected: object[],
): Promise<Difference[]> {
  return compareRows(
    table,
    expected,
    await trx(table.name).where(table.runColumn, runId),
  );
}

/** Makes the rows of a run in a table what they should be. */
export async function replaceRows(
  trx: Knex.Transaction,
  runId: string,
  table: ReadTable,
  rows: object[],
): Promise<void> {
  await trx(table.name).where(table.runColumn, runId).delete();
  await insertRows(trx, table, rows);
}
