import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { promtool } from '../testing/prometheusServer';
import { METRICS, type MetricDefinition } from './metricDefinitions';

// eslint-disable-next-line no-restricted-syntax -- never in a production build
const ROOT = join(__dirname, '../../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

interface Rule {
  alert: string;
  expr: string;
  annotations: { runbook: string };
}

const rules: Rule[] = parse(
  read('examples/observability/alerts.yaml'),
).groups.flatMap((group: { rules: Rule[] }) => group.rules);

const dashboard: {
  panels: { title: string; targets?: { expr: string }[] }[];
} = JSON.parse(read('examples/observability/dashboard.json'));

/**
 * Names of the series of a metric in Prometheus.
 *
 * @param withUnit - as a collector and the OTLP receiver of Prometheus name them; the exporter for Node.js does not
 */
function seriesOf(
  { name, kind, unit }: MetricDefinition,
  withUnit: boolean,
): string[] {
  const base = name.replace(/\./g, '_');
  const full = withUnit && unit === 's' ? `${base}_seconds` : base;
  switch (kind) {
    case 'counter':
      return [`${full}_total`];
    case 'histogram':
      return ['bucket', 'count', 'sum'].map(part => `${full}_${part}`);
    default:
      return [full];
  }
}

const definitions = Object.values<MetricDefinition>(METRICS);
const allSeries = (withUnit: boolean) =>
  definitions.flatMap(definition => seriesOf(definition, withUnit));

/** What an expression selects, as patterns of whole names. */
function selectorsOf(expr: string): RegExp[] {
  const patterns = [...expr.matchAll(/__name__=~"([^"]+)"/g)].map(
    ([, pattern]) => pattern,
  );
  const names = [
    ...expr
      .replace(/__name__=~"[^"]+"/g, '')
      .matchAll(/\borchestrator_[a-z_]+/g),
  ].map(([name]) => name);
  return [...patterns, ...names].map(pattern => new RegExp(`^${pattern}$`));
}

const expressions: [where: string, expr: string][] = [
  ...rules.map(({ alert, expr }): [string, string] => [alert, expr]),
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }): [string, string] => [title, expr]),
  ),
];

/** Labels that Prometheus adds, or that a histogram has. */
const GIVEN_LABELS = ['instance', 'le'];

describe.each([
  ['without units in names', false],
  ['with units in names', true],
])('the alerts and the dashboard, %s', (_, withUnit) => {
  it.each(expressions)('%s select what there is: %s', (_where, expr) => {
    const selectors = selectorsOf(expr);
    expect(selectors.length).toBeGreaterThan(0);
    const series = allSeries(withUnit);
    for (const selector of selectors) {
      expect([selector, series.filter(name => selector.test(name))]).toEqual([
        selector,
        [expect.any(String)],
      ]);
    }
  });

  it.each(expressions)('%s group by labels that there are', (_where, expr) => {
    const labels = new Set<string>(
      definitions
        .filter(definition =>
          selectorsOf(expr).some(selector =>
            seriesOf(definition, withUnit).some(name => selector.test(name)),
          ),
        )
        .flatMap(({ labels: own }) => [...own]),
    );
    const used = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) =>
      list.split(',').map(label => label.trim()),
    );
    expect(
      used.filter(label => !labels.has(label) && !GIVEN_LABELS.includes(label)),
    ).toEqual([]);
  });
});

it('every metric is on the dashboard', () => {
  const shown = dashboard.panels
    .flatMap(({ targets = [] }) => targets)
    .flatMap(({ expr }) => selectorsOf(expr));
  expect(
    definitions
      .filter(
        definition =>
          !seriesOf(definition, false).some(name =>
            shown.some(selector => selector.test(name)),
          ),
      )
      .map(({ name }) => name),
  ).toEqual([]);
});

describe('the documentation', () => {
  it('has every metric as it is declared', () => {
    const [table] = read('docs/reference/metrics.md').split('## How to read');
    const rows = table
      .split('\n')
      .filter(line => line.startsWith('| `orchestrator.'))
      .map(line =>
        line
          .split('|')
          .slice(1, -1)
          .map(cell => cell.trim().replaceAll('`', '')),
      );
    expect(rows).toEqual(
      definitions.map(({ name, kind, unit, labels, description }) => [
        name,
        kind,
        unit,
        labels.join(', '),
        description,
      ]),
    );
  });

  it('has alerts that fire when they should, as Prometheus itself sees them', async () => {
    const folder = join(ROOT, 'examples/observability');
    await expect(
      promtool('check', 'rules', join(folder, 'alerts.yaml')),
    ).resolves.toBeUndefined();
    await expect(
      promtool('test', 'rules', join(folder, 'alerts.test.yaml')),
    ).resolves.toBeUndefined();
  });

  it('says of every alert what to do', () => {
    const alerts = read('docs/operations/metrics-and-alerts.md');
    for (const { alert, annotations } of rules) {
      expect(alerts).toContain(`\`${alert}\``);
      const [file, anchor] = annotations.runbook.split('#');
      const headings = [...read(file).matchAll(/^#+ (.*)$/gm)].map(
        ([, heading]) =>
          heading
            .toLowerCase()
            .replace(/[^a-z0-9 -]/g, '')
            .replaceAll(' ', '-'),
      );
      expect(headings).toContain(anchor);
    }
  });
});
