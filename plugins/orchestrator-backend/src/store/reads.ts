import { createHash } from 'node:crypto';
import {
  unsettled,
  type RunState,
  type StartDirective,
  type TargetCounts,
  type TargetState,
  type TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { isSqlite } from './openDatabase';
import { UNBATCHED, WHOLE_RUN } from './projections';
import type { RunRow, TargetCountRow, TargetRow } from './rows';

/** Candidates beyond what is asked for, so that some may wait for others of their batch. */
const LOOKAHEAD = 50;

/**
 * State of a run.
 *
 * @param options - `lock` keeps other transactions off the run until this one ends
 */
export async function readRun(
  database: Knex,
  id: string,
  options: { lock?: boolean } = {},
): Promise<RunState | undefined> {
  const query = database<RunRow>('runs').where({ id }).first('state');
  // SQLite has one writer at a time, and knows no row locks.
  const row = await (options.lock && !isSqlite(database)
    ? query.forUpdate()
    : query);
  return row && JSON.parse(row.state);
}

/** State of a target. */
export async function readTarget(
  database: Knex,
  runId: string,
  id: string,
): Promise<TargetState | undefined> {
  const row = await database<TargetRow>('targets')
    .where({ run_id: runId, id })
    .first('state');
  return row && JSON.parse(row.state);
}

/** Targets that a start would divide up into batches. */
export async function readRolloutTargets(
  database: Knex,
  runId: string,
): Promise<TargetState[]> {
  const rows = await database<TargetRow>('targets')
    .where({ run_id: runId, status: 'ready' })
    .orderBy('id')
    .select('state');
  return rows.map(row => JSON.parse(row.state));
}

/** Numbers of targets by status: of the run, of those without a batch, and of one batch. */
export async function readCounts(
  database: Knex,
  runId: string,
  batch: number | undefined,
): Promise<{
  all: TargetCounts;
  unbatched: TargetCounts;
  batch: TargetCounts;
}> {
  const rows = await database<TargetCountRow>('target_counts')
    .where({ run_id: runId })
    .whereIn('batch', [
      WHOLE_RUN,
      UNBATCHED,
      ...(batch === undefined ? [] : [batch]),
    ]);
  return {
    all: countsOf(rows, WHOLE_RUN),
    unbatched: countsOf(rows, UNBATCHED),
    batch: countsOf(rows, batch),
  };
}

/** The counts of one batch out of rows of several. */
export function countsOf(
  rows: TargetCountRow[],
  batch: number | undefined,
): TargetCounts {
  return Object.fromEntries(
    rows
      .filter(row => row.batch === batch && row.count > 0)
      .map(row => [row.status, row.count]),
  );
}

const STARTABLE: Record<StartDirective['stage'], TargetStatus[]> = {
  dryRun: ['pending'],
  apply: ['ready'],
  rollback: ['open', 'merged'],
};

/** Targets that may be queued now, in the order of the rollout; a rollback goes the other way round. */
export async function selectStartable(
  trx: Knex,
  run: RunState,
  directive: StartDirective,
): Promise<TargetState[]> {
  const query = trx<TargetRow>('targets')
    .where('run_id', run.id)
    .whereIn('status', STARTABLE[directive.stage])
    .orderBy('sort_key', directive.stage === 'rollback' ? 'desc' : 'asc')
    .orderBy('id')
    .limit(
      directive.stage === 'apply' ? directive.max + LOOKAHEAD : directive.max,
    )
    .select('state');
  if (directive.batch !== undefined) {
    query.andWhere('batch', directive.batch);
  }
  const candidates = (await query).map(
    row => JSON.parse(row.state) as TargetState,
  );
  if (directive.stage !== 'apply') {
    return candidates;
  }
  const waiting = await unsettledIds(trx, run, [
    ...new Set(candidates.flatMap(candidate => candidate.waitsFor)),
  ]);
  return candidates
    .filter(candidate => !candidate.waitsFor.some(id => waiting.has(id)))
    .slice(0, directive.max);
}

async function unsettledIds(
  trx: Knex,
  run: RunState,
  ids: string[],
): Promise<Set<string>> {
  if (ids.length === 0) {
    return new Set();
  }
  const rows = await trx<TargetRow>('targets')
    .where('run_id', run.id)
    .whereIn('id', ids)
    .select('id', 'status');
  const { advanceOn } = run.manifest.spec.rollout;
  return new Set(
    rows
      .filter(row => unsettled({ [row.status]: 1 }, advanceOn) > 0)
      .map(row => row.id),
  );
}

/** What people read the same way counts as the same evidence: a review or a merge makes no sign-off stale. */
const EVIDENCE_CLASS: Partial<Record<TargetStatus, string>> = {
  open: 'changed',
  merged: 'changed',
};

/** Digest of what a batch has come to: the plan, and each target's result and diff. */
export async function evidenceDigest(
  trx: Knex,
  run: RunState,
  batch: number,
): Promise<string> {
  const rows = await trx<TargetRow>('targets')
    .where({ run_id: run.id, batch })
    .orderBy('id')
    .select('id', 'status', 'patch_id', 'failure_code');
  const results = rows.map(row => [
    row.id,
    EVIDENCE_CLASS[row.status as TargetStatus] ?? row.status,
    row.patch_id,
    row.failure_code,
  ]);
  const evidence = JSON.stringify([
    run.changeDigest,
    run.planRevision,
    batch,
    results,
  ]);
  return `sha256:${createHash('sha256').update(evidence).digest('hex')}`;
}
