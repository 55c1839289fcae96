import type {
  RunState,
  RunSummary,
  TargetCounts,
  TargetState,
  TargetSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/** A run as the lists show it. */
export function toRunSummary(run: RunState, counts: TargetCounts): RunSummary {
  return {
    id: run.id,
    kind: run.kind,
    name: run.name,
    title: run.title,
    description: run.description,
    owner: run.owner,
    labels: run.labels,
    status: run.status,
    outcome: run.outcome,
    targets: run.targets,
    problems: run.problems,
    counts,
    createdBy: run.createdBy,
    createdAt: run.createdAt,
    updatedAt: run.updatedAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    archivedAt: run.archivedAt,
    importedAt: run.importedAt,
  };
}

/** A target as the table shows it. */
export function toTargetSummary(target: TargetState): TargetSummary {
  return {
    runId: target.runId,
    id: target.id,
    entityRef: target.entityRef,
    title: target.title,
    owner: target.owner,
    type: target.type,
    system: target.system,
    repository: target.repository,
    status: target.status,
    stage: target.stage,
    batch: target.batch,
    position: target.position,
    waitsFor: target.waitsFor.length > 0 ? target.waitsFor : undefined,
    problems: target.problems,
    diff: target.proposedDiff ?? target.diff,
    change: target.change,
    revert: target.revert,
    failure: target.failure,
    gates: target.gates,
    attemptsUsed: target.attemptsUsed,
    retryAt: target.retryAt,
    skipReason: target.skipReason,
    updatedAt: target.updatedAt,
  };
}
