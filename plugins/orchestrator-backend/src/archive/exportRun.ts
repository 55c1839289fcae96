import { NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';
import type { ArtifactStore } from '../store/ArtifactStore';
import { EVENT_SCHEMA_VERSION } from '../store/EventLog';
import { TrainQueries } from '../trains/TrainQueries';
import { readEvents } from './readEvents';
import { writeRunFile, type RunFileArtifact } from './runFile';
import { samplesOfWatches } from './waveSamples';

/** What an export works with. */
export interface ExportTools {
  database: Knex;
  artifacts: Pick<ArtifactStore, 'get'>;
  clock: Clock;
}

/**
 * A run as one file, made as it is read: whatever its size, no more than an artifact is in memory.
 *
 * @throws NotFoundError where there is no such run
 */
export async function exportRun(
  { database, artifacts, clock }: ExportTools,
  runId: string,
): Promise<AsyncIterable<Buffer>> {
  const run: { kind: string; state: string } | undefined = await database(
    'runs',
  )
    .where({ id: runId })
    .first('kind', 'state');
  if (!run) {
    throw new NotFoundError(`There is no run ${runId}`);
  }
  return writeRunFile({
    header: {
      runId,
      exportedAt: isoNow(clock),
      eventSchemaVersion: EVENT_SCHEMA_VERSION,
    },
    events: readEvents(database, runId),
    samples:
      run.kind === 'Train'
        ? samplesOfWatches(
            JSON.parse(run.state),
            await new TrainQueries(database).waveWatches(runId),
          )
        : [],
    artifacts: artifactsOf(database, artifacts, runId),
  });
}

/** Those that are linked after the events were read are more than enough; those that were deleted are left out. */
async function* artifactsOf(
  database: Knex,
  artifacts: Pick<ArtifactStore, 'get'>,
  runId: string,
): AsyncGenerator<RunFileArtifact> {
  const digests: string[] = await database('run_artifacts')
    .where('run_id', runId)
    .whereIn('digest', database('artifacts').select('digest'))
    .orderBy('digest')
    .pluck('digest');
  for (const digest of digests) {
    const { content, mediaType } = await artifacts.get(digest);
    yield {
      digest,
      mediaType,
      size: content.length,
      content: Buffer.from(content).toString('base64'),
    };
  }
}
