import { ConflictError, NotFoundError } from '@backstage/errors';
import { decideRun } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { inTransaction } from '../runs/inTransaction';
import type { Request } from '../runs/RunService';
import type { TransactionalRuns } from '../runs/TransactionalRuns';
import { toRow } from '../store/EventLog';
import { projections } from '../store/projections';
import { SMALL_TABLES, smallRows } from '../store/readTables';
import { readRun } from '../store/reads';
import { RunFold } from '../store/RunFold';
import { replaceRows } from '../store/RunRebuild';
import type { ArchivedRunRow } from '../store/rows';
import { readContent } from './ArchivedRuns';
import { unpackRun } from './packRun';

const CHUNK = 200;

/**
 * Puts the rows of an archived run back, with the positions that they had, and lets commands on it again.
 *
 * @remarks
 * Until the last, short transaction the run is read from its archive, so that one that is cut off is seen by nobody
 * and can be done again.
 * @throws NotFoundError where the run is not archived; ConflictError where it was imported
 */
export async function restoreRun(
  database: Knex,
  runs: TransactionalRuns,
  runId: string,
  request: Request,
): Promise<{ events: number; targets: number }> {
  const phase = await begin(database, runId, request.actor.ref);
  const fold = new RunFold(runId);
  if (phase !== 'sealed') {
    await writeRows(database, fold);
  }
  await inTransaction(database, async trx => {
    await readRun(trx, runId, { lock: true });
    if (phase !== 'sealed') {
      await finish(trx, fold);
    }
    await trx('archived_targets').where('run_id', runId).delete();
    await trx('archived_runs').where('run_id', runId).delete();
    await runs.within(
      trx,
      runId,
      { type: 'restore', by: request.actor.ref },
      request,
    );
  });
  return { events: fold.events, targets: fold.targets.size };
}

/** From here on nobody deletes rows of the run. */
async function begin(
  database: Knex,
  runId: string,
  by: string,
): Promise<ArchivedRunRow['phase']> {
  return inTransaction(database, async trx => {
    const state = await readRun(trx, runId, { lock: true });
    const row = await trx<ArchivedRunRow>('archived_runs')
      .where('run_id', runId)
      .first('phase');
    if (!state || !row) {
      throw new NotFoundError(
        state
          ? `Run ${runId} is not archived`
          : `There is no run ${runId}, archived or not`,
      );
    }
    const { rejection } = decideRun(
      state,
      { type: 'restore', by },
      { now: '', counts: {}, unbatched: {} },
    );
    if (rejection) {
      throw new ConflictError(rejection.message);
    }
    if (row.phase !== 'sealed') {
      await trx<ArchivedRunRow>('archived_runs')
        .where('run_id', runId)
        .update({ phase: 'restoring' });
    }
    return row.phase;
  });
}

/** Writes events and targets, those that are there already excepted. */
async function writeRows(database: Knex, fold: RunFold): Promise<void> {
  for await (const events of unpackRun(
    await readContent(database, fold.runId),
  )) {
    events.forEach(event => fold.apply(event));
    for (let start = 0; start < events.length; start += CHUNK) {
      await database('events')
        .insert(events.slice(start, start + CHUNK).map(toRow))
        .onConflict(['stream', 'version'])
        .ignore();
    }
  }
  const targets = [...fold.targets.values()];
  for (let start = 0; start < targets.length; start += CHUNK) {
    await inTransaction(database, trx =>
      projections.writeTargets(trx, targets.slice(start, start + CHUNK)),
    );
  }
}

/** @throws Error where not all of the run is back: the archive is kept then */
async function finish(trx: Knex.Transaction, fold: RunFold): Promise<void> {
  for (const [table, expected] of [
    ['events', fold.events],
    ['targets', fold.targets.size],
  ] as const) {
    const [{ total }]: { total: number | string }[] = await trx(table)
      .where('run_id', fold.runId)
      .count({ total: '*' });
    if (Number(total) !== expected) {
      throw new Error(
        `Run ${fold.runId} has ${total} of ${expected} rows of ${table}: its archive is kept; restore it again`,
      );
    }
  }
  const rows = smallRows(fold.run, fold.targets.values());
  for (const table of SMALL_TABLES) {
    await replaceRows(trx, fold.runId, table, rows[table.name]);
  }
}
