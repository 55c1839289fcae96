import { ConflictError, NotFoundError } from '@backstage/errors';
import { restoreObstacle } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { HistoryCommands } from '../runs/historyCommands';
import { inTransaction } from '../runs/inTransaction';
import type { Request } from '../runs/RunService';
import { toRow } from '../store/EventLog';
import { lockRun } from '../store/reads';
import type { ArchivedRunRow } from '../store/rows';
import { readContent } from './ArchivedRuns';
import { foldPacked } from './openHistory';
import type { RunHistory } from './RunHistory';

/** Events of one statement. */
const CHUNK = 200;

/** What was put back. */
export type RestoredRun = Pick<RunHistory, 'kind' | 'events' | 'members'>;

/**
 * Puts the rows of an archived run back, with the positions that they had, and lets commands on it again.
 *
 * @remarks
 * Until the last, short transaction the run is read from its archive, so that one that is cut off is seen by nobody
 * and can be done again.
 * @returns what was put back; undefined where nothing had been packed away yet
 * @throws NotFoundError where the run is not archived; ConflictError where it was imported
 */
export async function restoreRun(
  database: Knex,
  runs: HistoryCommands,
  runId: string,
  request: Request,
): Promise<RestoredRun | undefined> {
  const phase = await begin(database, runId);
  const history =
    phase === 'sealed' ? undefined : await writeRows(database, runId);
  await inTransaction(database, async trx => {
    await lockRun(trx, runId);
    if (history) {
      await finish(trx, history);
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
  return history
    ? {
        kind: history.kind,
        events: history.events,
        members: history.members,
      }
    : undefined;
}

/** From here on nobody deletes rows of the run. */
async function begin(
  database: Knex,
  runId: string,
): Promise<ArchivedRunRow['phase']> {
  return inTransaction(database, async trx => {
    const state = await lockRun(trx, runId);
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
    const obstacle = restoreObstacle(state);
    if (obstacle !== undefined) {
      throw new ConflictError(obstacle);
    }
    if (row.phase !== 'sealed') {
      await trx<ArchivedRunRow>('archived_runs')
        .where('run_id', runId)
        .update({ phase: 'restoring' });
    }
    return row.phase;
  });
}

/** Writes events and members, those that are there already excepted. */
async function writeRows(database: Knex, runId: string): Promise<RunHistory> {
  const content = await readContent(database, runId);
  const history = await foldPacked(runId, content, async events => {
    for (let start = 0; start < events.length; start += CHUNK) {
      await database('events')
        .insert(events.slice(start, start + CHUNK).map(toRow))
        .onConflict(['stream', 'version'])
        .ignore();
    }
  });
  await history.putBackMembers(database);
  return history;
}

/** @throws Error where not all of the run is back: the archive is kept then */
async function finish(
  trx: Knex.Transaction,
  history: RunHistory,
): Promise<void> {
  const [{ total }]: { total: number | string }[] = await trx('events')
    .where('run_id', history.runId)
    .count({ total: '*' });
  if (Number(total) !== history.events) {
    throw new Error(
      `Run ${history.runId} has ${total} of ${history.events} rows of events: its archive is kept; restore it again`,
    );
  }
  await history.putBack(trx);
}
