import { reachesAim, type Aim, type Result } from '../measure';

const HEADINGS = ['measure', 'ours', 'baseline', 'ratio', 'aim', ''];

/** Results as a table for a terminal. */
export function toTable(results: readonly Result[]): string {
  const rows = [HEADINGS, ...results.map(toRow)];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...rows.map(row => row[column].length)),
  );
  return rows
    .map(row =>
      row
        .map((cell, column) =>
          column === 0
            ? cell.padEnd(widths[column])
            : cell.padStart(widths[column]),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function toRow(result: Result): string[] {
  const { measure, unit, ours, baseline, ratio, aim } = result;
  const reached = reachesAim(result);
  return [
    measure,
    `${figure(ours)} ${unit}`,
    baseline === undefined ? '' : `${figure(baseline)} ${unit}`,
    ratio === undefined ? '' : ratio.toFixed(2),
    aim ? aimText(aim, unit) : '',
    reached === undefined ? '' : (reached && 'ok') || 'not',
  ];
}

function aimText({ of, kind, value }: Aim, unit: string): string {
  const sign = kind === 'atMost' ? '≤' : '≥';
  return of === 'ratio'
    ? `ratio ${sign} ${value}`
    : `${sign} ${figure(value)} ${unit}`;
}

/** Three digits are as many as mean something. */
function figure(value: number): string {
  return value >= 100
    ? String(Math.round(value))
    : String(Number(value.toPrecision(3)));
}
