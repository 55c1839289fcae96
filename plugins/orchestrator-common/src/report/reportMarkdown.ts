import type { ReportTarget, SweepReport } from '../api/schemas';
import { formatElapsed } from './formatElapsed';
import { markdownLink, markdownTable, markdownText } from './markdownText';
import { reportSummary, words } from './reportSummary';
import { section } from './section';

/**
 * The report of a sweep as Markdown (GitHub's dialect, for its tables).
 *
 * @remarks Whatever comes from the catalog, a manifest or a code host is escaped: it shows as text.
 *
 * @param options - `mostModules`: how many modules it tells one by one, those with something left to do first; all
 *   where it is absent. The sums are those of all modules.
 * @public
 */
export function reportMarkdown(
  report: SweepReport,
  options: { mostModules?: number } = {},
): string {
  const { run } = report;
  const { mostModules = report.targets.length } = options;
  const left = report.targets.filter(({ followUps }) => followUps.length > 0);
  const first =
    mostModules < report.targets.length
      ? [...new Set([...left, ...report.targets])].slice(0, mostModules)
      : report.targets;
  const sections = [
    `# ${markdownText(run.title)}`,
    reportSummary(report).join(' '),
    [
      `- Sweep: ${markdownText(run.name)} (${markdownText(run.id)})`,
      `- Owner: ${markdownText(run.owner)}`,
      `- Started by: ${markdownText(run.createdBy.ref)}, ${
        run.startedAt ?? run.createdAt
      }`,
      `- Ended: ${run.finishedAt ?? 'not yet'}`,
      `- Report of: ${report.generatedAt}`,
    ].join('\n'),
    ...section('Owners', report.owners, () =>
      markdownTable(
        ['Owner', 'Modules'],
        report.owners.map(({ owner, counts }) => [
          markdownText(owner),
          countsText(counts),
        ]),
      ),
    ),
    ...section('Modules', first, () =>
      withRest(
        markdownTable(
          [
            'Module',
            'Owner',
            'Outcome',
            'Batch',
            'Attempts',
            'Time',
            'Checks',
            'Change',
            'Reason',
          ],
          first.map(targetRow),
        ),
        report.targets.length - first.length,
      ),
    ),
    ...section('Left to do', left.slice(0, mostModules), targets =>
      withRest(
        targets.map(followUpItems).join('\n'),
        left.length - targets.length,
      ),
    ),
  ];
  return `${sections.join('\n\n')}\n`;
}

function withRest(content: string, modules: number): string {
  return modules === 0
    ? content
    : `${content}\n\nAnd ${modules} more ${
        modules === 1 ? 'module' : 'modules'
      }.`;
}

function targetRow(target: ReportTarget): string[] {
  return [
    markdownText(target.title),
    markdownText(target.owner ?? ''),
    words(target.outcome),
    markdownText(target.batch ?? ''),
    String(target.attempts),
    target.cycleTimeMs === undefined ? '' : formatElapsed(target.cycleTimeMs),
    target.gates
      .map(({ title, result }) => `${markdownText(title)}: ${words(result)}`)
      .join(', '),
    changeLinks(target),
    markdownText(target.failure?.message ?? target.reason ?? ''),
  ];
}

function changeLinks({ change, revert }: ReportTarget): string {
  return [
    change && markdownLink(change.state, change.url),
    change?.mergeCommit &&
      `as ${markdownText(change.mergeCommit.slice(0, 12))}`,
    revert && markdownLink(`revert ${revert.state}`, revert.url),
  ]
    .filter(Boolean)
    .join(', ');
}

function countsText(counts: SweepReport['owners'][number]['counts']): string {
  return Object.entries(counts)
    .map(([status, amount]) => `${amount} ${words(status)}`)
    .join(', ');
}

function followUpItems({ title, owner, followUps }: ReportTarget): string {
  const who = owner ? ` (${markdownText(owner)})` : '';
  return followUps
    .map(({ text }) => `- ${markdownText(title)}${who}: ${markdownText(text)}`)
    .join('\n');
}
