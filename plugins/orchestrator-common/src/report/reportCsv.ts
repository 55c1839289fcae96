import Papa from 'papaparse';
import type { ReportTarget, SweepReport } from '../api/schemas';

const COLUMNS: Record<
  string,
  (target: ReportTarget) => string | number | undefined
> = {
  id: target => target.id,
  entity: target => target.entityRef,
  title: target => target.title,
  owner: target => target.owner,
  outcome: target => target.outcome,
  batch: target => target.batch,
  attempts: target => target.attempts,
  cycleTimeMs: target => target.cycleTimeMs,
  workMs: target => target.workMs,
  gates: target =>
    target.gates.map(({ gate, result }) => `${gate}=${result}`).join(' '),
  change: target => target.change?.url,
  changeState: target => target.change?.state,
  headCommit: target => target.change?.headCommit,
  mergeCommit: target => target.change?.mergeCommit,
  revert: target => target.revert?.url,
  revertState: target => target.revert?.state,
  failureCode: target => target.failure?.code,
  failure: target => target.failure?.message,
  reason: target => target.reason,
  followUps: target => target.followUps.map(({ text }) => text).join('\n'),
};

// The library's own pattern misses a formula that is followed by a line break.
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/;

/**
 * The report of a sweep as CSV (RFC 4180), a line for each target.
 *
 * @remarks
 * A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection).
 *
 * @public
 */
export function reportCsv(report: SweepReport): string {
  const fields = Object.keys(COLUMNS);
  const data = report.targets.map(target =>
    fields.map(field => COLUMNS[field](target) ?? ''),
  );
  return `${Papa.unparse(
    { fields, data },
    { escapeFormulae: FORMULA, newline: '\r\n' },
  )}\r\n`;
}
