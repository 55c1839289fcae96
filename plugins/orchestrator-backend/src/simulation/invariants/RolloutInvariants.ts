import {
  IN_FLIGHT_STATUSES,
  type ApprovalState,
  type RunEventData,
  type RunStatus,
  type TargetEventData,
  type TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { MemoryEvent } from '../MemoryTables';
import type { Report } from './Invariants';
import type { Shadow } from './Shadow';

/** Statuses that a run may go to from each, as its description says. */
const NEXT: Record<RunStatus, readonly RunStatus[]> = {
  planned: ['dryRunning', 'cancelled'],
  dryRunning: ['readyToStart', 'paused', 'finished', 'cancelled'],
  readyToStart: ['running', 'dryRunning', 'finished', 'cancelled'],
  running: [
    'awaitingApproval',
    'tracking',
    'paused',
    'rollingBack',
    'cancelled',
  ],
  awaitingApproval: ['running', 'paused', 'rollingBack', 'cancelled'],
  tracking: ['finished', 'rollingBack', 'cancelled'],
  paused: [
    'dryRunning',
    'running',
    'awaitingApproval',
    'rollingBack',
    'cancelled',
  ],
  rollingBack: ['tracking', 'paused'],
  finished: ['tracking', 'dryRunning', 'rollingBack'],
  cancelled: ['rollingBack'],
};

/** Statuses in which a target has had its turn in its batch. */
const EXECUTED: readonly TargetStatus[] = [
  'open',
  'merged',
  'declined',
  'failed',
  'alreadyFine',
  'withdrawn',
  'reverting',
  'reverted',
];

const UNSETTLED: readonly TargetStatus[] = [
  'ready',
  'applyQueued',
  'needsReview',
  'rollbackQueued',
];

/** Batches wait for their approval, targets for each other; not too many at once, and none after too many failures. */
export class RolloutInvariants {
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  beforeEvent(shadow: Shadow, event: MemoryEvent): void {
    if (event.type === 'batch.started') {
      this.#checkApprovals(
        shadow,
        (event.data as RunEventData['batch.started']).batch,
      );
    }
    if (event.type === 'target.queued') {
      const { stage } = event.data as TargetEventData['target.queued'];
      if (stage === 'apply') {
        this.#checkTurn(shadow, event);
      }
    }
    const from = shadow.run?.status;
    if (event.targetId === undefined && from !== undefined) {
      this.#from = from;
    }
  }

  #from: RunStatus | undefined;

  afterEvent(shadow: Shadow, event: MemoryEvent): void {
    const to = shadow.run?.status;
    if (
      event.targetId === undefined &&
      this.#from !== undefined &&
      to !== undefined &&
      this.#from !== to &&
      !NEXT[this.#from].includes(to)
    ) {
      this.#report(
        'runGoesItsWay',
        `${event.type} took the run from ${this.#from} to ${to}`,
      );
    }
    this.#from = undefined;
  }

  afterCommit(shadow: Shadow, events: MemoryEvent[]): void {
    // What a person asks for, target by target, goes beyond the limit; what the run starts by itself does not.
    const queued = events.filter(
      ({ type, data }) =>
        type === 'target.queued' &&
        (data as TargetEventData['target.queued']).stage !== 'rollback',
    );
    const limit = shadow.run?.manifest.spec.rollout.maxParallel ?? 0;
    const inFlight = shadow.count(IN_FLIGHT_STATUSES);
    if (queued.length > 0 && inFlight > limit) {
      this.#report(
        'maxParallel',
        `${inFlight} targets are under way, ${limit} may be`,
      );
    }
    if (
      queued.some(
        ({ data }) =>
          (data as TargetEventData['target.queued']).stage === 'apply',
      )
    ) {
      this.#checkFailures(shadow);
    }
  }

  #checkFailures(shadow: Shadow): void {
    const { run } = shadow;
    if (run?.status !== 'running') {
      return;
    }
    const { percent, minSample } = run.manifest.spec.rollout.failureLimit;
    const inBatch = ({ batch }: { batch?: number }) => batch !== undefined;
    const done = shadow.count(EXECUTED, inBatch);
    const failed = shadow.count(['failed'], inBatch) - run.acceptedFailures;
    if (done >= minSample && (100 * failed) / done > percent) {
      this.#report(
        'failureLimit',
        `${failed} of ${done} targets had failed, and more were started`,
      );
    }
  }

  #checkApprovals({ run }: Shadow, batch: number): void {
    for (const earlier of run?.batches.slice(0, batch) ?? []) {
      const approvals = run?.approvals.filter(
        approval => approval.batch === earlier.index,
      );
      if (
        earlier.approval &&
        !approvals?.some(approval =>
          isApproved(approval, [run?.createdBy.ref, run?.startedBy]),
        )
      ) {
        this.#report(
          'approvalBeforeBatch',
          `Batch ${batch} started, and nobody had approved ${earlier.name}`,
        );
      }
    }
  }

  /** A target has its turn when its batch has, and those that it waits for have settled. */
  #checkTurn(shadow: Shadow, { targetId = '' }: MemoryEvent): void {
    const target = shadow.targets.get(targetId);
    const batch = shadow.run?.batches[target?.batch ?? -1];
    if (!batch?.startedAt) {
      this.#report(
        'batchesInOrder',
        `${targetId} was started before its batch`,
      );
    }
    const unsettled = [
      ...UNSETTLED,
      ...(shadow.run?.manifest.spec.rollout.advanceOn === 'merged'
        ? (['open'] as const)
        : []),
    ];
    const waitsFor = (target?.waitsFor ?? []).filter(id =>
      unsettled.includes(shadow.targets.get(id)?.status ?? 'merged'),
    );
    if (waitsFor.length > 0) {
      this.#report(
        'dependenciesFirst',
        `${targetId} was started before ${waitsFor}, which it depends on`,
      );
    }
  }
}

function isApproved(
  approval: ApprovalState,
  involved: (string | undefined)[],
): boolean {
  const signers = new Set(
    approval.signOffs
      .filter(
        ({ decision, evidenceDigest, by }) =>
          decision === 'approved' &&
          evidenceDigest === approval.evidenceDigest &&
          (approval.selfApproval || !involved.includes(by)),
      )
      .map(({ by }) => by),
  );
  return approval.state === 'approved' && signers.size >= approval.required;
}
