import type { RunSummary } from '../api/schemas';
import type { Attempt, Change, TargetState } from '../model';

/** A run and its parts, for tests to change what matters to them. */
export function aRun(parts: Partial<RunSummary> = {}): RunSummary {
  return {
    id: 'run-1',
    kind: 'Sweep',
    name: 'node-22',
    title: 'Node 22 everywhere',
    owner: 'group:default/platform',
    labels: {},
    status: 'finished',
    outcome: 'partlySucceeded',
    targets: 3,
    problems: 0,
    counts: {},
    createdBy: { kind: 'user', ref: 'user:default/ana' },
    createdAt: '2026-03-01T08:00:00.000Z',
    updatedAt: '2026-03-01T10:00:00.000Z',
    startedAt: '2026-03-01T09:00:00.000Z',
    finishedAt: '2026-03-01T10:30:00.000Z',
    ...parts,
  };
}

export function aTarget(parts: Partial<TargetState> = {}): TargetState {
  return {
    id: 'component.default.payments-api',
    entityRef: 'component:default/payments-api',
    title: 'payments-api',
    owner: 'group:default/payments',
    dependsOn: [],
    problems: [],
    labels: {},
    runId: 'run-1',
    version: 1,
    status: 'merged',
    waitsFor: [],
    attemptsUsed: 0,
    cycle: 1,
    attempts: [],
    gates: [],
    followUps: [],
    createdAt: '2026-03-01T08:00:00.000Z',
    updatedAt: '2026-03-01T10:00:00.000Z',
    ...parts,
  };
}

export function anAttempt(startedAt: string, finishedAt: string): Attempt {
  return {
    stage: 'apply',
    attempt: 1,
    startedAt,
    finishedAt,
    outcome: 'changeOpened',
  };
}

export function aChange(parts: Partial<Change> = {}): Change {
  return {
    host: 'local',
    repository: 'payments-api',
    id: '7',
    url: '/orchestrator/changes/7',
    branch: 'orchestrator/run-1/payments-api',
    baseBranch: 'main',
    title: 'Node 22',
    labels: [],
    reviewers: [],
    state: 'open',
    review: 'pending',
    checks: 'unknown',
    headCommit: 'a'.repeat(40),
    openedAt: '2026-03-01T09:00:00.000Z',
    ...parts,
  };
}
