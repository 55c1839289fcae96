import { turnAt } from '../forecast/TurnMarks';
import type { ForecastTurns } from '../forecast/types';
import type { BatchState } from '../model';
import {
  heldUp,
  type ExpectedTurn,
  type TurnFacts,
  type TurnRun,
} from './turnFacts';

/** Runs in one of these begin nothing that has not begun. */
const OVER: TurnRun['status'][] = ['finished', 'cancelled', 'rollingBack'];
/** Dry runs are all that such a run does: then its forecast says when each of them comes. */
const DRY_RUNNING: TurnRun['status'][] = ['dryRunning', 'readyToStart'];

/**
 * Whether a forecast of its run says more of when a target has its turn.
 *
 * @public
 */
export function isForetold(
  run: TurnRun,
  { status, batch }: Pick<TurnFacts['target'], 'status' | 'batch'>,
): boolean {
  if (!goesOn(run) || run.status === 'paused') {
    return false;
  }
  return status === 'pending'
    ? DRY_RUNNING.includes(run.status)
    : status === 'ready' && batch !== undefined;
}

/** Of a target that has no dry run yet. */
export function turnOfDryRun(facts: TurnFacts): ExpectedTurn | undefined {
  const { run, dryRunsBefore, foretold } = facts;
  if (!goesOn(run)) {
    return undefined;
  }
  switch (run.status) {
    case 'paused':
      return { waitsFor: 'resume' };
    case 'planned':
      return { waitsFor: 'dryRun' };
    default:
      return {
        waitsFor: 'place',
        ...(dryRunsBefore !== undefined &&
          DRY_RUNNING.includes(run.status) && {
            ahead: dryRunsBefore,
            ...expectedAt(facts, foretold?.dryRuns, dryRunsBefore),
          }),
      };
  }
}

/** Of a target that has its diff, and no change yet. */
export function turnOfBatch(facts: TurnFacts): ExpectedTurn | undefined {
  const { run, target } = facts;
  if (!goesOn(run)) {
    return undefined;
  }
  if (run.status === 'paused') {
    return heldUp(run);
  }
  if (run.batches.length === 0) {
    return { waitsFor: 'start' };
  }
  const own = run.batches.find(({ index }) => index === target.batch);
  return own && own.index > (run.currentBatch ?? -1)
    ? turnBeforeBatch(facts, own)
    : turnInBatch(facts, own);
}

/** Of a target that is to be rolled back, and is not yet. */
export function turnOfRollback({ run }: TurnFacts): ExpectedTurn | undefined {
  if (run.status === 'rollingBack') {
    return { waitsFor: 'place' };
  }
  return run.status === 'paused' && run.returnTo === 'rollingBack'
    ? heldUp(run)
    : undefined;
}

function goesOn({ status, rollback }: TurnRun): boolean {
  return !OVER.includes(status) && !rollback;
}

function turnBeforeBatch(
  facts: TurnFacts,
  { index, name, size }: BatchState,
): ExpectedTurn {
  const { run, target, foretold } = facts;
  const { closedWindow, batches } = run;
  if (closedWindow && closedWindow.opensAt === undefined) {
    return { waitsFor: 'window' };
  }
  const turn: ExpectedTurn = {
    waitsFor: 'batch',
    batch: name,
    ...(index > 0 && { after: batches[index - 1].name }),
  };
  const approval = approvalBefore(run, index);
  if (foretold && !foretold.approvalsKnown && approval !== undefined) {
    return { ...turn, approval };
  }
  const own = foretold?.batches.find(batch => batch.name === name);
  // Some of it may have been left out since it was planned.
  const ahead = own && Math.floor(((target.position ?? 0) * own.left) / size);
  return { ...turn, ...expectedAt(facts, own, ahead) };
}

/** Of the rest of a batch that has begun. */
function turnInBatch(
  facts: TurnFacts,
  batch: BatchState | undefined,
): ExpectedTurn {
  const { run, target, foretold, dependencyUnsettled } = facts;
  const held = heldUp(run);
  if (held) {
    return held;
  }
  if (dependencyUnsettled) {
    return { waitsFor: 'dependency' };
  }
  if (!batch) {
    return { waitsFor: 'place' };
  }
  const own = foretold?.batches.find(({ name }) => name === batch.name);
  // Those that come before it are done first.
  const ahead = own && (target.position ?? 0) - (batch.size - own.left);
  return { waitsFor: 'place', ...expectedAt(facts, own, ahead) };
}

/** The first batch before another one after which people still have to approve. */
function approvalBefore(
  { batches, approvals }: TurnRun,
  index: number,
): string | undefined {
  return batches
    .slice(0, index)
    .find(
      ({ approval, index: before }) =>
        approval &&
        !approvals.some(
          ({ batch, state }) => batch === before && state === 'approved',
        ),
    )?.name;
}

/** When the target of a queue is foretold to begin that has so many before it. */
function expectedAt(
  { now }: TurnFacts,
  queue: ForecastTurns | undefined,
  ahead = 0,
): Pick<ExpectedTurn, 'at' | 'estimated'> {
  const at = queue && turnAt(queue, ahead);
  // What was foretold a while ago, and has not come, is about to come.
  return at === undefined
    ? {}
    : { at: at < now ? now : at, estimated: true as const };
}
