import type {
  Change,
  Failure,
  RunState,
  StoredDiff,
  TargetOutcome,
  TargetStage,
  TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Interventions } from './Interventions';
import {
  branchOf,
  ChangeExistsError,
  type VirtualCodeHost,
} from './VirtualCodeHost';
import type { VirtualPacer } from './VirtualPacer';

/** How long the code host sleeps after a secondary limit. */
const SECONDARY_LIMIT_MS = 90_000;

const FAILED_GATE = {
  gate: 'build',
  title: 'Build',
  result: 'failed' as const,
  durationMs: 1000,
};

/** An attempt at a target, under way. */
export interface Attempt {
  run: RunState;
  target: TargetState;
  stage: TargetStage;
  /** True time, in milliseconds. */
  startedAt: number;
}

/** What an attempt comes to next. */
export type Progress =
  | { kind: 'outcome'; outcome: TargetOutcome }
  /** The host must be written to. */
  | { kind: 'write'; write: () => TargetOutcome }
  /** Not now: the claim is given back until then. */
  | { kind: 'later'; notBefore: string };

/** Watches what is written to the code host. */
export type OnWrite = (attempt: Attempt) => void;

/** Does what the executors do, on the virtual code host: looks first, then writes, and may be called again at any point. */
export class VirtualWork {
  constructor(
    private readonly options: {
      host: VirtualCodeHost;
      pacer: VirtualPacer;
      interventions: Interventions;
      /** ISO 8601; that of the database, which is the true one. */
      now(): string;
      onWrite: OnWrite;
    },
  ) {}

  /** Reads, and says what is to be done. */
  look(attempt: Attempt): Progress {
    const { interventions } = this.options;
    if (interventions.happens('hopeless')) {
      return outcome(failed('permanent', 'hopeless'));
    }
    switch (attempt.stage) {
      case 'dryRun':
        return outcome(this.#dryRun(attempt));
      case 'apply':
        return this.#lookBeforeApply(attempt);
      default:
        return this.#lookBeforeRollback(attempt);
    }
  }

  /** Writes, if it may be written now. */
  write(attempt: Attempt, write: () => TargetOutcome): Progress {
    const { pacer, interventions, now, onWrite } = this.options;
    const notBefore = pacer.take(now(), attempt.stage === 'rollback');
    if (notBefore !== undefined) {
      return { kind: 'later', notBefore };
    }
    onWrite(attempt);
    if (interventions.happens('secondaryLimit')) {
      const retryAfter = new Date(
        Date.parse(now()) + SECONDARY_LIMIT_MS,
      ).toISOString();
      pacer.sleep(retryAfter);
      return outcome(failed('rateLimited', 'secondaryLimit', retryAfter));
    }
    if (interventions.happens('hostFailure')) {
      return outcome(failed('transient', 'hostFailure'));
    }
    const result = attemptWrite(write);
    return outcome(
      interventions.happens('lostReply')
        ? failed('transient', 'lostReply')
        : result,
    );
  }

  #dryRun({ target }: Attempt): TargetOutcome {
    const { interventions } = this.options;
    if (interventions.happens('hostFailure')) {
      return failed('transient', 'cloneFailed');
    }
    return interventions.happens('gateFailed')
      ? { type: 'gatesFailed', gates: [FAILED_GATE] }
      : { type: 'dryRunFinished', diff: diffOf(target, 'base'), gates: [] };
  }

  #lookBeforeApply({ run, target }: Attempt): Progress {
    const { host, interventions } = this.options;
    const diff = target.diff ?? diffOf(target, 'base');
    const existing = host.find(branchOf(run.id, target.id, 'change'));
    if (existing) {
      return outcome(opened(existing, diff));
    }
    if (interventions.happens('baseMoved')) {
      const moved = diffOf(
        target,
        `base-${interventions.occasion('baseMoved')}`,
      );
      return outcome({ type: 'diffChanged', diff: moved, gates: [] });
    }
    return {
      kind: 'write',
      write: () =>
        opened(host.open(run, target, 'change', this.options.now()), diff),
    };
  }

  #lookBeforeRollback({ run, target }: Attempt): Progress {
    const { host, now } = this.options;
    const change = target.change
      ? host.get(target.change.id)
      : host.find(branchOf(run.id, target.id, 'change'));
    if (!change) {
      return outcome({ type: 'nothingToRollBack' });
    }
    if (change.state !== 'merged') {
      return {
        kind: 'write',
        write: () => withdrawn(host, change, now()),
      };
    }
    const existing = host.find(branchOf(run.id, target.id, 'revert'));
    return existing
      ? outcome({ type: 'revertOpened', change: asOpened(existing) })
      : {
          kind: 'write',
          write: () => ({
            type: 'revertOpened',
            change: host.open(run, target, 'revert', now()),
          }),
        };
  }
}

/** Somebody may have merged it since it was looked at: then it is looked at again. */
function withdrawn(
  host: VirtualCodeHost,
  { id, state }: Change,
  now: string,
): TargetOutcome {
  if (host.get(id)?.state === 'merged') {
    return failed('transient', 'mergedMeanwhile');
  }
  host.withdraw(id, now);
  return { type: state === 'open' ? 'withdrawn' : 'nothingToRollBack' };
}

function attemptWrite(write: () => TargetOutcome): TargetOutcome {
  try {
    return write();
  } catch (error) {
    if (error instanceof ChangeExistsError) {
      // Somebody was faster: the next attempt finds it.
      return failed('transient', 'changeExists');
    }
    throw error;
  }
}

function outcome(result: TargetOutcome): Progress {
  return { kind: 'outcome', outcome: result };
}

function opened(change: Change, diff: StoredDiff): TargetOutcome {
  return { type: 'changeOpened', change: asOpened(change), diff, gates: [] };
}

/** What became of it since is observed like everything else that people do. */
function asOpened(change: Change): Change {
  return {
    ...change,
    state: 'open',
    mergeCommit: undefined,
    mergedAt: undefined,
    closedAt: undefined,
    closedBy: undefined,
  };
}

function failed(
  kind: Failure['class'],
  code: string,
  retryAfter?: string,
): TargetOutcome {
  return {
    type: 'failed',
    failure: { class: kind, code, message: 'It broke', retryAfter },
  };
}

function diffOf(target: TargetState, baseCommit: string): StoredDiff {
  return {
    baseCommit,
    baseBranch: 'main',
    artifact: `sha256:${target.id}`,
    patchId: `patch-${baseCommit}`,
    tree: `tree-${baseCommit}`,
    files: 1,
    additions: 1,
    deletions: 1,
  };
}
