import type { Change, StoredDiff, TargetState } from '../../model';
import type { AttemptFacts, TargetOutcome } from '..';

export const FACTS: AttemptFacts = {
  startedAt: '2030-01-01T00:00:00.000Z',
  finishedAt: '2030-01-01T00:00:01.000Z',
  worker: 'w',
};

export const DIFF: StoredDiff = {
  baseCommit: 'base',
  baseBranch: 'main',
  artifact: 'sha256:1',
  patchId: 'patch',
  tree: 'tree',
  files: 1,
  additions: 1,
  deletions: 1,
};

export function changeOf(target: TargetState, suffix = ''): Change {
  return {
    host: 'local',
    repository: target.id,
    id: `${target.id}${suffix}`,
    url: `/orchestrator/changes/${target.id}${suffix}`,
    branch: `orchestrator/run-1/${target.id}${suffix}`,
    baseBranch: 'main',
    title: 'Run on Node 22',
    labels: [],
    reviewers: [],
    state: 'open',
    review: 'pending',
    checks: 'unknown',
    headCommit: 'head',
    openedAt: '2030-01-01T00:00:00.000Z',
  };
}

/** What an attempt comes to when all goes well. */
export function success(target: TargetState): TargetOutcome {
  if (target.stage === 'dryRun') {
    return { type: 'dryRunFinished', diff: DIFF, gates: [] };
  }
  if (target.stage === 'apply') {
    return {
      type: 'changeOpened',
      change: changeOf(target),
      diff: DIFF,
      gates: [],
    };
  }
  return target.change?.state === 'merged'
    ? { type: 'revertOpened', change: changeOf(target, '-revert') }
    : { type: 'withdrawn' };
}

export function failure(
  kind: 'transient' | 'rateLimited' | 'permanent' | 'cancelled',
  code = 'broken',
): TargetOutcome {
  return {
    type: 'failed',
    failure: { class: kind, code, message: 'It broke' },
  };
}
