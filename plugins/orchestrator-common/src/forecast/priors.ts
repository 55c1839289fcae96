import { measuredShare, measuredSpread } from './enough';
import type { Spread } from './spread';
import type { ForecastHistory } from './types';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What to expect where nothing has been measured: an ordinary repository, an ordinary team. @public */
export const NO_HISTORY: ForecastHistory = {
  dryRunMs: [5 * SECOND_MS, 20 * SECOND_MS, 90 * SECOND_MS],
  applyMs: [5 * SECOND_MS, 30 * SECOND_MS, 3 * MINUTE_MS],
  retryShare: 0.03,
  failureShare: 0.03,
  alreadyFineShare: 0,
  reviewMs: [10 * MINUTE_MS, 4 * HOUR_MS, DAY_MS, 2 * DAY_MS, 7 * DAY_MS],
  approvalMs: [5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, DAY_MS],
  attempts: 0,
  reviews: 0,
  approvals: 0,
};

/** What was measured in earlier runs; durations in milliseconds. @public */
export interface Measured {
  attempts: {
    stage: 'dryRun' | 'apply';
    durationMs: number;
    result: 'done' | 'alreadyFine' | 'retried' | 'failed';
  }[];
  reviewsMs: number[];
  approvalsMs: number[];
}

/** Sums up what was measured, where it is enough to say something. @public */
export function historyOf(measured: Measured): ForecastHistory {
  const { attempts, reviewsMs, approvalsMs } = measured;
  const ended = attempts.filter(({ result }) => result !== 'retried');
  const durations = (stage: 'dryRun' | 'apply', otherwise: Spread) =>
    measuredSpread(
      attempts
        .filter(attempt => attempt.stage === stage)
        .map(({ durationMs }) => durationMs),
      otherwise,
    );
  const count = (result: Measured['attempts'][number]['result']) =>
    attempts.filter(attempt => attempt.result === result).length;
  return {
    dryRunMs: durations('dryRun', NO_HISTORY.dryRunMs),
    applyMs: durations('apply', NO_HISTORY.applyMs),
    retryShare: measuredShare(
      count('retried'),
      attempts.length,
      NO_HISTORY.retryShare,
    ),
    failureShare: measuredShare(
      count('failed'),
      ended.length,
      NO_HISTORY.failureShare,
    ),
    alreadyFineShare: measuredShare(
      count('alreadyFine'),
      ended.length,
      NO_HISTORY.alreadyFineShare,
    ),
    reviewMs: measuredSpread(reviewsMs, NO_HISTORY.reviewMs),
    approvalMs: measuredSpread(approvalsMs, NO_HISTORY.approvalMs),
    attempts: attempts.length,
    reviews: reviewsMs.length,
    approvals: approvalsMs.length,
  };
}
