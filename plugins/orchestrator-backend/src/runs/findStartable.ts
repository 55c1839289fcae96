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

/** Targets that may be queued now, in the order of the rollout; a rollback goes the other way round. */
export async function findStartable(
  records: RunRecords,
  run: RunState,
  directive: StartDirective,
): Promise<TargetState[]> {
  const { stage, max, batch } = directive;
  const candidates = await records.findTargets({
    runId: run.id,
    statuses: STARTABLE[stage],
    batch,
    reverse: stage === 'rollback',
    limit: stage === 'apply' ? max + LOOKAHEAD : max,
  });
  if (stage !== 'apply') {
    return candidates;
  }
  const waiting = await unsettledIds(records, run, [
    ...new Set(candidates.flatMap(candidate => candidate.waitsFor)),
  ]);
  return candidates
    .filter(candidate => !candidate.waitsFor.some(id => waiting.has(id)))
    .slice(0, max);
}

async function unsettledIds(
  records: RunRecords,
  run: RunState,
  ids: string[],
): Promise<Set<string>> {
  if (ids.length === 0) {
    return new Set();
  }
  const { advanceOn } = run.manifest.spec.rollout;
  const found = await records.statusesOf(run.id, ids);
  return new Set(
    found
      .filter(({ status }) => unsettled({ [status]: 1 }, advanceOn) > 0)
      .map(({ id }) => id),
  );
}
