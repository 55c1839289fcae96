import {
  runSummarySchema,
  type ReportTarget,
  type RunSummary,
  type SweepReport,
} from '../api/schemas';
import type { TargetCounts, TargetState } from '../model';
import { followUpsOf } from './followUps';

/** A run as a row or in full: with its batches, the report names them. @public */
export type ReportedRun = RunSummary & {
  batches?: readonly { index: number; name: string }[];
};

/** Owner in the report of targets that have none. */
export const NO_OWNER = '(no owner)';

/**
 * Builds the report of a sweep.
 *
 * @param targets - in the order of the rollout; read once
 * @param generatedAt - ISO 8601; the end of the duration while the run has not ended
 * @returns durations in milliseconds, absent for what has not begun
 * @public
 */
export function buildReport(
  run: ReportedRun,
  targets: Iterable<TargetState>,
  generatedAt: string,
): SweepReport {
  const batchNames = new Map(
    run.batches?.map(({ index, name }) => [index, name]),
  );
  const rows: ReportTarget[] = [];
  const owners = new Map<string, TargetCounts>();
  for (const target of targets) {
    rows.push(reportTarget(target, batchNames));
    count(owners, target);
  }
  const cycleTimes = rows.flatMap(({ cycleTimeMs }) => cycleTimeMs ?? []);
  return {
    run: runSummaryOf(run),
    generatedAt,
    durationMs:
      run.startedAt === undefined
        ? undefined
        : elapsed(run.startedAt, run.finishedAt ?? generatedAt),
    medianCycleTimeMs: median(cycleTimes),
    owners: [...owners]
      .map(([owner, counts]) => ({ owner, counts }))
      .sort(
        (a, b) => sum(b.counts) - sum(a.counts) || (a.owner < b.owner ? -1 : 1),
      ),
    targets: rows,
  };
}

function reportTarget(
  target: TargetState,
  batchNames: Map<number, string>,
): ReportTarget {
  const { attempts, batch, change, revert } = target;
  return {
    id: target.id,
    entityRef: target.entityRef,
    title: target.title,
    owner: target.owner,
    outcome: target.status,
    batch:
      batch === undefined
        ? undefined
        : batchNames.get(batch) ?? `batch ${batch + 1}`,
    attempts: attempts.length,
    cycleTimeMs:
      attempts.length === 0
        ? undefined
        : elapsed(earliest(attempts), latest(attempts)),
    workMs: attempts.reduce(
      (total, { startedAt, finishedAt }) =>
        total + elapsed(startedAt, finishedAt),
      0,
    ),
    gates: target.gates,
    change: change && {
      url: change.url,
      state: change.state,
      headCommit: change.headCommit,
      mergeCommit: change.mergeCommit,
    },
    revert: revert && { url: revert.url, state: revert.state },
    failure: target.failure,
    reason: reasonOf(target),
    followUps: followUpsOf(target),
  };
}

function reasonOf({
  status,
  skipReason,
  declinedBy,
  problems,
}: TargetState): string | undefined {
  switch (status) {
    case 'skipped':
      return skipReason;
    case 'declined':
      return declinedBy && `closed by ${declinedBy}`;
    case 'problem':
      return problems.map(({ message }) => message).join(' ');
    default:
      return undefined;
  }
}

/** Leaves out what a run in full has beyond its row: the report is not to carry the manifest along. */
function runSummaryOf(run: ReportedRun): RunSummary {
  const known = Object.keys(runSummarySchema.shape);
  return Object.fromEntries(
    Object.entries(run).filter(([key]) => known.includes(key)),
  ) as RunSummary;
}

function count(
  owners: Map<string, TargetCounts>,
  { owner = NO_OWNER, status }: TargetState,
): void {
  const counts = owners.get(owner) ?? {};
  owners.set(owner, { ...counts, [status]: (counts[status] ?? 0) + 1 });
}

function sum(counts: TargetCounts): number {
  return Object.values(counts).reduce((total, amount) => total + amount, 0);
}

function elapsed(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from));
}

// The times are all in UTC with milliseconds, so they sort as texts.
function earliest(attempts: { startedAt: string }[]): string {
  return attempts
    .map(({ startedAt }) => startedAt)
    .reduce((a, b) => (a < b ? a : b));
}

function latest(attempts: { finishedAt: string }[]): string {
  return attempts
    .map(({ finishedAt }) => finishedAt)
    .reduce((a, b) => (a > b ? a : b));
}

function median(values: number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 || sorted.length === 0
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}
