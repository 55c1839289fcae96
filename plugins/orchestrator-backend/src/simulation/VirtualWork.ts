import type {
  Change,
  Failure,
  RunState,
  StoredDiff,
  TargetOutcome,
  TargetStage,
  TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { AttemptPermit } from '../pacing';
import { failureOf } from '../runs/failureOf';
import type { Interventions } from './Interventions';
import { SerializationFailure } from './MemoryDatabase';
import {
  branchOf,
  ChangeExistsError,
  type HostedChange,
  type VirtualCodeHost,
} from './VirtualCodeHost';

/** How long the code host wants to be left alone after a secondary limit. */
const SECONDARY_LIMIT_MS = 90_000;
/** The least that it is left alone where it does not say how long. Rule: semantics, section 5. */
const UNTOLD_LIMIT_MS = 60_000;

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
  permit: AttemptPermit;
  /** True time, in milliseconds. */
  startedAt: number;
  /** By the clock of the process that makes it, ISO 8601. */
  now(): string;
}

/** What an attempt comes to next. */
export type Progress =
  | { kind: 'outcome'; outcome: TargetOutcome }
  | { kind: 'step'; what: string; step: () => Promise<Progress> };

/** Watches what the code host is asked for. */
export interface HostWatch {
  beforeRead(attempt: Attempt): void;
  beforeWrite(attempt: Attempt, requests: number): void;
  /** @param until - true time, in milliseconds */
  askedToWait(until: number): void;
}

/** Does what the executors do, on the virtual code host: looks first, then writes, and may be called again at any point. */
export class VirtualWork {
  constructor(
    private readonly options: {
      host: VirtualCodeHost;
      interventions: Interventions;
      /** ISO 8601; the true time. */
      now(): string;
      watch: HostWatch;
    },
  ) {}

  /** Reads, and says what is to be done. */
  look(attempt: Attempt): Promise<Progress> {
    const { interventions, watch } = this.options;
    return ended(() =>
      attempt.permit.read(async () => {
        watch.beforeRead(attempt);
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
      }),
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

  #lookBeforeApply(attempt: Attempt): Progress {
    const { run, target } = attempt;
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
    return this.#open(attempt, 'change', change => opened(change, diff));
  }

  #lookBeforeRollback(attempt: Attempt): Progress {
    const { run, target } = attempt;
    const { host, now } = this.options;
    const change = target.change
      ? host.get(target.change.id)
      : host.find(branchOf(run.id, target.id, 'change'));
    if (!change) {
      return outcome({ type: 'nothingToRollBack' });
    }
    if (change.state !== 'merged') {
      return this.#send(attempt, 'withdraws', () =>
        outcome(withdrawn(host, change, now())),
      );
    }
    const existing = host.find(branchOf(run.id, target.id, 'revert'));
    return existing
      ? outcome({ type: 'revertOpened', change: asOpened(existing) })
      : this.#open(attempt, 'revert', reverting => ({
          type: 'revertOpened',
          change: reverting,
        }));
  }

  /** The branch, unless it is there already, then the change. */
  #open(
    attempt: Attempt,
    kind: HostedChange['kind'],
    toOutcome: (change: Change) => TargetOutcome,
  ): Progress {
    const { run, target } = attempt;
    const { host, now } = this.options;
    const branch = branchOf(run.id, target.id, kind);
    const open = this.#send(attempt, 'opens', () =>
      outcome(toOutcome(host.open(run, target, kind, now()))),
    );
    return host.branches.has(branch)
      ? open
      : this.#send(attempt, 'pushes', () => {
          host.push(branch);
          return open;
        });
  }

  /** A write that goes out if it may when it comes to that. */
  #send(attempt: Attempt, what: string, write: () => Progress): Progress {
    const requests = this.options.host.requestsOf();
    return {
      kind: 'step',
      what,
      step: () =>
        ended(() =>
          attempt.permit.send(requests, async () => {
            this.options.watch.beforeWrite(attempt, requests);
            return this.#write(write);
          }),
        ),
    };
  }

  #write(write: () => Progress): Progress {
    const { interventions } = this.options;
    if (interventions.happens('secondaryLimit')) {
      throw this.#secondaryLimit();
    }
    if (interventions.happens('hostFailure')) {
      throw new FailureError(failureAs('transient', 'hostFailure'));
    }
    const progress = write();
    if (interventions.happens('lostReply')) {
      throw new FailureError(failureAs('transient', 'lostReply'));
    }
    return progress;
  }

  /** Every other time the host says how long it wants to be left alone. */
  #secondaryLimit(): FailureError {
    const { interventions, now, watch } = this.options;
    const told = interventions.occasion('secondaryLimit') % 2 === 0;
    const until =
      Date.parse(now()) + (told ? SECONDARY_LIMIT_MS : UNTOLD_LIMIT_MS);
    watch.askedToWait(until);
    return new FailureError({
      ...failureAs('rateLimited', 'secondaryLimit'),
      ...(told && { retryAfter: new Date(until).toISOString() }),
    });
  }
}

/** What an attempt fails by ends it; what is no failure of the world is one of the code that is on trial. */
async function ended(step: () => Promise<Progress>): Promise<Progress> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof ChangeExistsError) {
      // Somebody was faster: the next attempt finds it.
      return outcome(failed('transient', 'changeExists'));
    }
    if (
      error instanceof FailureError ||
      error instanceof SerializationFailure
    ) {
      return outcome({ type: 'failed', failure: failureOf(error) });
    }
    throw error;
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

function failed(kind: Failure['class'], code: string): TargetOutcome {
  return { type: 'failed', failure: failureAs(kind, code) };
}

function failureAs(kind: Failure['class'], code: string): Failure {
  return { class: kind, code, message: 'It broke' };
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
