import type { ReportTarget, SweepReport } from '../api/schemas';
import type { TargetStatus } from '../model';
import { formatElapsed } from './formatElapsed';

/** What happened, in words that fit after a number of modules. */
const OUTCOME_WORDS: Record<TargetStatus, string> = {
  merged: 'merged',
  open: 'with an open change',
  alreadyFine: 'already fine',
  failed: 'failed',
  declined: 'declined by a person',
  needsReview: 'waiting for a changed diff to be accepted',
  problem: 'with a problem in the catalog',
  skipped: 'skipped',
  cancelled: 'cancelled',
  withdrawn: 'withdrawn',
  reverting: 'being reverted',
  reverted: 'reverted',
  ready: 'ready to be changed',
  pending: 'not begun',
  dryRunQueued: 'in the dry run',
  applyQueued: 'being changed',
  rollbackQueued: 'being rolled back',
};

const RUN_OUTCOMES: Record<
  NonNullable<SweepReport['run']['outcome']>,
  string
> = {
  succeeded: 'The sweep succeeded.',
  partlySucceeded: 'The sweep succeeded in part.',
  failed: 'The sweep failed.',
  nothingToDo: 'There was nothing to do.',
  rolledBack: 'The sweep was rolled back.',
};

/**
 * The report in a few sentences: how it ended, how many modules came to what, how long it took, what is left to do.
 *
 * @public
 */
export function reportSummary(report: SweepReport): string[] {
  const { run, targets, durationMs, medianCycleTimeMs } = report;
  const sentences = [
    run.outcome
      ? RUN_OUTCOMES[run.outcome]
      : `The sweep has not ended: it is ${words(run.status)}.`,
  ];
  sentences.push(
    targets.length === 0
      ? 'It has no modules.'
      : `Of ${modules(targets.length)}: ${outcomes(targets)}.`,
  );
  if (durationMs !== undefined) {
    const median =
      medianCycleTimeMs === undefined
        ? ''
        : `, a module ${formatElapsed(medianCycleTimeMs)} in the median`;
    sentences.push(
      `It ${run.finishedAt ? 'took' : 'has taken'} ${formatElapsed(
        durationMs,
      )}${median}.`,
    );
  }
  const left = targets.filter(({ followUps }) => followUps.length > 0).length;
  sentences.push(
    left === 0
      ? 'Nothing is left to do.'
      : `For ${modules(left)} something is left to do.`,
  );
  return sentences;
}

/** `awaitingApproval` as `awaiting approval`. */
export function words(name: string): string {
  return name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
}

function outcomes(targets: ReportTarget[]): string {
  return (Object.keys(OUTCOME_WORDS) as TargetStatus[])
    .map(status => ({
      status,
      amount: targets.filter(({ outcome }) => outcome === status).length,
    }))
    .filter(({ amount }) => amount > 0)
    .map(({ status, amount }) => `${amount} ${OUTCOME_WORDS[status]}`)
    .join(', ');
}

function modules(amount: number): string {
  return `${amount} ${amount === 1 ? 'module' : 'modules'}`;
}
