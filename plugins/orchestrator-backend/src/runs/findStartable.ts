import {
  unsettled,
  type RunState,
  type StartDirective,
  type TargetState,
  type TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { RunRecords } from './RunRecords';

/** Candidates beyond what is asked for, so that some may wait for others of their batch. */
const LOOKAHEAD = 50;

const STARTABLE: Record<StartDirective['stage'], TargetStatus[]> = {
  dryRun: ['pending'],
  apply: ['ready'],
  rollback: ['open', 'merged'],
};

/** Whether a target of that status may be queued for a stage. */
export function isStartable(
  { status }: Pick<TargetState, 'status'>,
  stage: StartDirective['stage'],
): boolean {
  return STARTABLE[stage].includes(status);
}

/**
 * Targets that may be queued now, in the order of the rollout; a rollback goes the other way round.
 *
 * @param unsaved - targets whose rows are older than they are; none of them may be startable itself
 */
export async function findStartable(
  records: RunRecords,
  run: RunState,
  { stage, max, batch }: StartDirective,
  unsaved: TargetState[],
): Promise<TargetState[]> {
  const newer = new Map(unsaved.map(target => [target.id, target]));
  const limit = stage === 'apply' ? max + LOOKAHEAD : max;
  const rows = await records.findTargets({
    runId: run.id,
    statuses: STARTABLE[stage],
    batch,
    reverse: stage === 'rollback',
    limit: limit + newer.size,
  });
  const candidates = rows.filter(({ id }) => !newer.has(id)).slice(0, limit);
  if (stage !== 'apply') {
    return candidates;
  }
  const waiting = await unsettledIds(records, run, newer, [
    ...new Set(candidates.flatMap(candidate => candidate.waitsFor)),
  ]);
  return candidates
    .filter(candidate => !candidate.waitsFor.some(id => waiting.has(id)))
    .slice(0, max);
}

async function unsettledIds(
  records: RunRecords,
  run: RunState,
  newer: Map<string, TargetState>,
  ids: string[],
): Promise<Set<string>> {
  const { advanceOn } = run.manifest.spec.rollout;
  const inRows = ids.filter(id => !newer.has(id));
  const found = [
    ...(inRows.length > 0 ? await records.statusesOf(run.id, inRows) : []),
    ...[...newer.values()].filter(({ id }) => ids.includes(id)),
  ];
  return new Set(
    found
      .filter(({ status }) => unsettled({ [status]: 1 }, advanceOn) > 0)
      .map(({ id }) => id),
  );
}
