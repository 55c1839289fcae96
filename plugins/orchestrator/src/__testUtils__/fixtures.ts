import type {
  DeadLetter,
  InboxItem,
  LocalChange,
  RunDetail,
  RunEventRecord,
  RunSummary,
  SweepPreview,
  SweepReport,
  TargetDetail,
  TargetSummary,
  TrainDeadLetter,
  WorkStats,
} from '@backstage-orchestrator/plugin-orchestrator-common';

const NOW = '2026-03-01T12:00:00.000Z';
type Changed<T> = Partial<T>;

/** A patch of two lines in one file. */
export const PATCH = `diff --git a/package.json b/package.json
index 1111111..2222222 100644
--- a/package.json
+++ b/package.json
@@ -1,4 +1,4 @@
 {
-  "node": "20",
+  "node": "22",
   "private": true
 }
`;

export const SOURCE = `apiVersion: orchestrator/v1
kind: Sweep
metadata:
  name: node-22
  title: Node.js 22
spec:
  # Who answers for it.
  owner: group:default/platform
  targets:
    filter:
      kind: component
  change:
    title: Ask for Node.js 22
    commitMessage: 'chore: ask for Node.js 22'
    steps:
      - json:
          file: package.json
          set:
            /engines/node: '>=22' # the pointer
`;

export function aRun(changed: Changed<RunSummary> = {}): RunSummary {
  return {
    id: 'run-1',
    kind: 'Sweep',
    name: 'node-22',
    title: 'Node.js 22 everywhere',
    owner: 'group:default/platform',
    labels: { tier: '1' },
    status: 'running',
    targets: 20,
    problems: 1,
    counts: { pending: 2, open: 14, merged: 3, problem: 1 },
    createdBy: { kind: 'user', ref: 'user:default/ana' },
    createdAt: NOW,
    updatedAt: NOW,
    ...changed,
  };
}

const ALLOWED = { allowed: true };

export function aRunDetail(changed: Changed<RunDetail> = {}): RunDetail {
  return {
    ...aRun(),
    version: 7,
    manifest: {
      apiVersion: 'orchestrator/v1',
      spec: {
        gates: [{ id: 'tests', title: 'Tests' }],
        rollout: { canary: { approval: true }, batches: { approval: false } },
      },
    },
    source: SOURCE,
    changeDigest: 'sha256:abc',
    planRevision: 1,
    batches: [
      {
        index: 0,
        name: 'canary',
        size: 3,
        approval: true,
        soakMs: 0,
        startedAt: NOW,
        finishedAt: NOW,
        counts: { merged: 3 },
      },
      {
        index: 1,
        name: 'batch 1',
        size: 16,
        approval: false,
        soakMs: 0,
        startedAt: NOW,
        counts: { open: 14, pending: 2 },
      },
      {
        index: 2,
        name: 'batch 2',
        size: 1,
        approval: true,
        soakMs: 0,
        counts: {},
      },
    ],
    currentBatch: 1,
    approvals: [],
    waiting: [],
    actions: {
      dryRun: { allowed: false, reason: 'The run is running' },
      start: { allowed: false, reason: 'The run has started already' },
      approve: { allowed: false, reason: 'Nothing waits for an approval' },
      reject: { allowed: false, reason: 'Nothing waits for an approval' },
      pause: ALLOWED,
      resume: { allowed: false, reason: 'The run is not paused' },
      cancel: ALLOWED,
      retryFailed: { allowed: false, reason: 'No target has failed' },
      rollback: ALLOWED,
    },
    ...changed,
  };
}

export function anApproval(
  changed: Changed<RunDetail['approvals'][number]> = {},
): RunDetail['approvals'][number] {
  return {
    id: 'approval-1',
    title: 'Go on after the canary',
    batch: 0,
    required: 1,
    selfApproval: false,
    approvers: ['group:default/platform'],
    openedAt: NOW,
    expiresAt: '2099-03-01T12:00:00.000Z',
    evidenceDigest: 'sha256:evidence',
    signOffs: [],
    state: 'open',
    ...changed,
  };
}

export function aChange(
  changed: Changed<LocalChange['change']> = {},
): LocalChange['change'] {
  return {
    host: 'local',
    repository: 'payments-api',
    id: 'change-1',
    url: '/orchestrator/changes/change-1',
    branch: 'orchestrator/node-22',
    baseBranch: 'main',
    title: 'Ask for Node.js 22',
    labels: ['sweep'],
    reviewers: ['group:default/payments'],
    state: 'open',
    review: 'pending',
    checks: 'unknown',
    headCommit: 'c0ffee0000000000',
    openedAt: NOW,
    ...changed,
  };
}

export function aTarget(
  index: number,
  changed: Changed<TargetSummary> = {},
): TargetSummary {
  const name = `service-${String(index).padStart(4, '0')}`;
  return {
    runId: 'run-1',
    id: `component.default.${name}`,
    entityRef: `component:default/${name}`,
    title: name,
    owner: 'group:default/payments',
    type: 'service',
    repository: { host: 'local', name },
    status: 'open',
    batch: 1,
    position: index,
    problems: [],
    gates: [],
    attemptsUsed: 1,
    updatedAt: NOW,
    ...changed,
  };
}

export function aDiff(
  changed: Changed<NonNullable<TargetDetail['diff']>> = {},
): NonNullable<TargetDetail['diff']> {
  return {
    baseCommit: 'ba5eba11000000',
    baseBranch: 'main',
    artifact: 'sha256:patch',
    patchId: 'patch-1',
    tree: 'tree-1',
    files: 1,
    additions: 1,
    deletions: 1,
    ...changed,
  };
}

export function aTargetDetail(
  changed: Changed<TargetDetail> = {},
): TargetDetail {
  const { problems, gates, ...rest } = aTarget(0);
  return {
    ...rest,
    dependsOn: [],
    labels: {},
    version: 3,
    waitsFor: [],
    cycle: 1,
    attempts: [
      {
        stage: 'dryRun',
        attempt: 1,
        startedAt: NOW,
        finishedAt: '2026-03-01T12:00:05.000Z',
        worker: 'worker-a',
        outcome: 'dryRunFinished',
        log: 'sha256:log',
      },
    ],
    diff: aDiff(),
    gates: [
      {
        gate: 'tests',
        title: 'Tests',
        result: 'passed',
        durationMs: 61_000,
        exitCode: 0,
        output: 'sha256:output',
      },
      ...gates,
    ],
    problems,
    followUps: [],
    createdAt: NOW,
    ...changed,
  };
}

export function anEvent(
  position: number,
  type: string,
  data: unknown,
  changed: Changed<RunEventRecord> = {},
): RunEventRecord {
  return {
    position,
    stream: 'run/run-1',
    version: position,
    runId: 'run-1',
    type,
    data: data as RunEventRecord['data'],
    schemaVersion: 1,
    actor: { kind: 'user', ref: 'user:default/ana' },
    requestId: 'request-1',
    occurredAt: NOW,
    links: [],
    ...changed,
  };
}

export function aReport(changed: Changed<SweepReport> = {}): SweepReport {
  return {
    run: aRun({ status: 'finished', outcome: 'partlySucceeded' }),
    generatedAt: NOW,
    durationMs: 7_500_000,
    medianCycleTimeMs: 65_000,
    owners: [
      { owner: 'group:default/payments', counts: { merged: 3, open: 14 } },
    ],
    targets: [
      {
        id: 'component.default.service-0000',
        entityRef: 'component:default/service-0000',
        title: 'service-0000',
        owner: 'group:default/payments',
        outcome: 'merged',
        batch: 'canary',
        attempts: 1,
        cycleTimeMs: 65_000,
        workMs: 5_000,
        gates: [
          {
            gate: 'tests',
            title: 'Tests',
            result: 'passed',
            durationMs: 5_000,
          },
        ],
        change: {
          url: '/orchestrator/changes/change-1',
          state: 'merged',
          headCommit: 'c0ffee',
        },
        followUps: [{ code: 'notes', text: 'Update the runbook.' }],
      },
    ],
    ...changed,
  };
}

export function aLocalChange(changed: Changed<LocalChange> = {}): LocalChange {
  return {
    change: aChange(),
    body: 'Asks for **Node.js 22**.',
    runId: 'run-1',
    targetId: 'component.default.service-0000',
    baseCommit: 'ba5eba11',
    mergeable: true,
    conversation: [
      { id: '1', kind: 'opened', by: 'system:orchestrator', at: NOW },
    ],
    actions: {
      approve: ALLOWED,
      requestChanges: ALLOWED,
      comment: ALLOWED,
      merge: { allowed: false, reason: 'It has not been approved yet' },
      close: ALLOWED,
    },
    ...changed,
  };
}

export function anInboxItem(changed: Changed<InboxItem> = {}): InboxItem {
  return {
    kind: 'approval',
    runId: 'run-1',
    runTitle: 'Node.js 22 everywhere',
    approvalId: 'approval-1',
    question: 'May the sweep go on after the canary?',
    since: NOW,
    evidence: '3 merged, 0 failed',
    url: 'sweeps/run-1/gates',
    ...changed,
  };
}

export function aPreview(changed: Changed<SweepPreview> = {}): SweepPreview {
  return {
    targets: 12,
    problems: 0,
    owners: [{ owner: 'group:default/payments', targets: 12 }],
    sample: [
      {
        id: 'a',
        entityRef: 'component:default/a',
        title: 'a',
        dependsOn: [],
        problems: [],
        labels: {},
        repository: { host: 'local', name: 'mono', path: 'packages/a' },
      },
    ],
    batches: [{ name: 'canary', size: 3, targets: [] }],
    ...changed,
  };
}

export function someWork(changed: Changed<WorkStats> = {}): WorkStats {
  return {
    at: NOW,
    transport: 'knex',
    lanes: [
      {
        lane: 'git',
        ready: 4,
        scheduled: 2,
        running: 1,
        maxConcurrent: 8,
        oldestReadyAt: NOW,
      },
    ],
    workers: [aWorker()],
    oldest: [
      {
        runId: 'run-1',
        runTitle: 'Node.js 22',
        targetId: 'component.default.cart',
        title: 'cart',
        status: 'applyQueued',
        since: NOW,
        turn: { waitsFor: 'slot', ahead: 3, at: NOW, estimated: true },
      },
    ],
    oldestOfTrains: [],
    deadLetters: 2,
    trainDeadLetters: 0,
    approvals: { waiting: 5, oldest: NOW },
    gates: { waiting: 0 },
    outbox: {
      waiting: 1,
      oldest: NOW,
      topics: [{ topic: 'events', waiting: 1, oldest: NOW, attempts: 3 }],
      givenUp: 0,
    },
    timers: {
      waiting: 3,
      due: 0,
      next: NOW,
      items: [
        {
          id: 'run-1/soak/0',
          runId: 'run-1',
          runKind: 'Sweep',
          kind: 'soak',
          dueAt: NOW,
        },
      ],
    },
    ...changed,
  };
}

export function aWorker(
  changed: Changed<WorkStats['workers'][number]> = {},
): WorkStats['workers'][number] {
  return {
    id: 'worker-a',
    host: 'portal-1',
    pid: 42,
    version: '1.2.3',
    lanes: ['git'],
    slots: 4,
    busy: 1,
    startedAt: NOW,
    seenAt: NOW,
    startsPerMinute: { git: 2 },
    state: 'alive',
    ...changed,
  };
}

/** A step of a train that failed for good. */
export function aTrainDeadLetter(
  changed: Partial<TrainDeadLetter> = {},
): TrainDeadLetter {
  const failure = {
    class: 'permanent',
    code: 'unexpectedAnswer',
    message: 'The deploy answered 500',
  } as const;
  return {
    trainId: 'spring-1',
    trainTitle: 'Spring',
    kind: 'step',
    id: 'deploy',
    title: 'Deploy it',
    failure,
    failedAt: NOW,
    product: {
      id: 'shop',
      title: 'Shop',
      owner: 'group:default/team-shop',
    },
    wave: { id: 'pilot', title: 'Pilot' },
    direction: 'activate',
    attempts: [
      { at: '2026-03-01T11:00:00.000Z', failure },
      { at: NOW, failure },
    ],
    rollback: { scope: 'wave', waves: ['Pilot'], products: ['Shop', 'Vault'] },
    mayOperate: { allowed: true },
    ...changed,
  };
}

/** A target that failed for good. */
export function aDeadLetter(
  index: number,
  changed: Changed<TargetSummary> = {},
): DeadLetter {
  const failure = {
    class: 'permanent',
    code: 'gateFailed',
    message: 'Failed with the change: tests',
  } as const;
  return {
    runTitle: 'Node.js 22',
    runStatus: 'running',
    target: aTarget(index, { status: 'failed', failure, ...changed }),
    attempts: [
      {
        stage: 'apply',
        attempt: 1,
        startedAt: NOW,
        finishedAt: NOW,
        worker: 'worker-a',
        outcome: 'failed',
        failure,
      },
    ],
  };
}
