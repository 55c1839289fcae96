import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { inTransaction } from '../runs/inTransaction';
import type { ArchivedRunRow } from '../store/rows';

/** Artifacts that one transaction deletes. */
const CHUNK = 200;
const DAY_MS = 24 * 60 * 60 * 1000;
const HOLDER = 'import/';

/** Who has the artifacts of an import before there is a run; no run can have such an id. */
export function importHolder(at: string): string {
  return `${HOLDER}${at}/${randomBytes(6).toString('hex')}`;
}

/**
 * Deletes the artifacts of archived runs that no other run has.
 *
 * @param before - runs that were archived before it
 * @returns ids of the runs
 */
export async function deleteArtifactsOfArchive(
  database: Knex,
  before: string,
  now: Date,
): Promise<string[]> {
  const runs: string[] = await database<ArchivedRunRow>('archived_runs')
    .where('phase', 'archived')
    .andWhere('archived_at', '<', before)
    .whereNull('artifacts_deleted_at')
    .orderBy('archived_at')
    .pluck('run_id');
  for (const runId of runs) {
    await deleteArtifactsOf(database, runId, now);
    await database<ArchivedRunRow>('archived_runs')
      .where('run_id', runId)
      .update({ artifacts_deleted_at: now.toISOString() });
  }
  return runs;
}

/** Deletes what imports have left that did not come to their end, a day later. */
export async function deleteArtifactsOfImports(
  database: Knex,
  now: Date,
): Promise<void> {
  const holders: string[] = await database('run_artifacts')
    .where('run_id', '>', HOLDER)
    .andWhere('run_id', '<', `${HOLDER}${dayBefore(now)}`)
    .distinct()
    .pluck('run_id');
  for (const holder of holders) {
    await deleteArtifactsOf(database, holder, now);
  }
}

async function deleteArtifactsOf(
  database: Knex,
  holder: string,
  now: Date,
): Promise<void> {
  for (;;) {
    const digests: string[] = await database('run_artifacts')
      .where('run_id', holder)
      .limit(CHUNK)
      .pluck('digest');
    if (digests.length === 0) {
      return;
    }
    await inTransaction(database, async trx => {
      await trx('run_artifacts')
        .where('run_id', holder)
        .whereIn('digest', digests)
        .delete();
      await trx('artifacts')
        .whereIn('digest', digests)
        // One that was put again a moment ago is about to be linked by another run.
        .andWhere('created_at', '<', dayBefore(now))
        .whereNotExists(links =>
          links
            .select('run_artifacts.digest')
            .from('run_artifacts')
            .whereRaw('run_artifacts.digest = artifacts.digest'),
        )
        .delete();
    });
  }
}

function dayBefore(now: Date): string {
  return new Date(now.getTime() - DAY_MS).toISOString();
}
