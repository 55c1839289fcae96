import { ConflictError } from '@backstage/errors';
import type { EventEnvelope } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { EventLog } from '../store/EventLog';
import { packedRuns, readContent } from './ArchivedRuns';
import { unpackRun } from './packRun';

/**
 * The events of a run from where they are, the log or the archive, as they were written.
 *
 * @throws ConflictError where the run goes into the archive meanwhile
 */
export async function* readEvents(
  database: Knex,
  runId: string,
): AsyncGenerator<EventEnvelope[]> {
  const isPacked = async () =>
    Boolean(await packedRuns(database, runId).first('run_id'));
  if (await isPacked()) {
    yield* unpackRun(await readContent(database, runId));
    return;
  }
  yield* new EventLog().readStored(database, { runId });
  if (await isPacked()) {
    throw new ConflictError(
      `Run ${runId} went into the archive while it was read: read it again`,
    );
  }
}
