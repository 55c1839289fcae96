import {
  emptyMetricRecord,
  gateCriterionSchema,
  trainMetricSchema,
  type TrainMetric,
  type MetricScope,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  serveHttp,
  startPrometheus,
  TestClock,
  eventually,
  type HttpTestServer,
  type PrometheusProcess,
} from '../testing';
import { metricSeries } from '../trains/metricSeries';
import { recordSample } from './AnalysisSampler';
import { HttpMetricSource } from './HttpMetricSource';
import { MetricReader } from './MetricReader';
import { PrometheusSource } from './PrometheusSource';

// A real Prometheus, on machines that may be busy.
jest.setTimeout(60_000);

const NOW = '2026-01-10T00:00:00.000Z';
const NOW_S = Date.parse(NOW) / 1000;
const HOSTILE = '"} or vector(1) or x{a="\\`\'\n';
const signal = new AbortController().signal;

const scope: MetricScope = {
  train: {
    id: 't1',
    name: 'spring',
    title: 'Spring',
    owner: 'group:default/commerce',
    departure: NOW,
  },
  products: [],
  milestones: { departure: NOW },
  product: {
    id: 'checkout',
    title: HOSTILE,
    entity: 'component:default/checkout',
    version: '1.2.0',
    criticality: 'high',
  },
  wave: { id: 'pilot', title: 'Pilot' },
  segment: { regions: ['eu.1', 'us'], plans: [], customers: [], percent: 50 },
};

/** Samples up to now, `values` from the oldest to the newest. */
function past(series: string, stepS: number, values: number[]): string {
  return values
    .map(
      (value, index) =>
        `${series} ${value} ${NOW_S - (values.length - 1 - index) * stepS}`,
    )
    .join('\n');
}

/** 3 days and a bit, a sample each 5 minutes; the last hour may be another than the time before. */
const ratio = (service: string, before: number, lastHour: number) =>
  past(
    `error_ratio{service="${service}"}`,
    300,
    Array.from({ length: 900 }, (_, index) =>
      index < 887 ? before : lastHour,
    ),
  );

const HISTORY = [
  '# TYPE error_ratio gauge',
  ratio('checkout', 0.0001, 0.02),
  ratio('ledger', 0.0001, 0.0001),
  ratio('search', 0.004, 0.004),
  '# TYPE latency gauge',
  ...['canary', 'baseline', 'slow'].map((track, place) =>
    past(
      `latency{track="${track}"}`,
      30,
      Array.from(
        { length: 21 },
        (_, index) => 100 + (index % 5) + (place === 2 ? 50 : 0),
      ),
    ),
  ),
  '# TYPE orders gauge',
  past('orders{region="eu.1"}', 60, [3, 5]),
  past('orders{region="euX1"}', 60, [4, 100]),
  past('orders{region="us"}', 60, [6, 7]),
  '# EOF\n',
].join('\n');

let prometheus: PrometheusProcess;
let service: HttpTestServer;
let source: PrometheusSource;

const http = new HttpMetricSource({
  setting: 'orchestrator.metricSources.http',
  allow: [],
  secrets: {},
  timeoutMs: 1_000,
  maxBytes: 1_000,
});

function serverAt(url: string, more: { maxBytes?: number } = {}) {
  return new PrometheusSource({
    name: 'default',
    url,
    externalUrl: url,
    headers: { 'x-scope-orgid': 'tenant' },
    timeoutMs: 10_000,
    maxBytes: 100_000,
    ...more,
  });
}

function reader(of: PrometheusSource = source) {
  return new MetricReader({
    sources: [of],
    http,
    clock: new TestClock(NOW),
  });
}

function metric(spec: Record<string, unknown>): TrainMetric {
  return trainMetricSchema.parse({ name: 'm', ...spec });
}

const query = (text: string, more: Record<string, unknown> = {}) =>
  metric({ prometheus: { query: text, ...more } });

beforeAll(async () => {
  service = await serveHttp((_, response) => {
    response.end(
      '# TYPE up_and_running gauge\nup_and_running{product="checkout"} 42\n',
    );
  });
  prometheus = await startPrometheus({
    scrape: { shop: `${service.origin}/metrics` },
    history: HISTORY,
  });
  source = serverAt(prometheus.url);
});

afterAll(async () => {
  await prometheus?.stop();
  await service?.close();
});

describe('MetricReader on a real Prometheus', () => {
  it('reads what is scraped now', async () => {
    const now = new MetricReader({ sources: [source], http });
    const scraped = query('up_and_running{product="${{ product.id }}"}');
    await eventually('it is scraped', async () => {
      const sample = await now.measure(scraped, scope, signal);
      return 'value' in sample && String(sample.value) === '42';
    });
    expect(service.requests[0].url.pathname).toBe('/metrics');
  });

  it.each<[string, string, Record<string, unknown>, unknown]>([
    ['a vector as a list', 'sum(orders)', {}, [112]],
    ['a scalar as a number', 'scalar(sum(orders))', {}, 112],
    ['nothing as an empty list', 'orders{region="none"}', {}, []],
    ['infinity', 'vector(1) / 0', {}, [Infinity]],
    ['no number', 'vector(0) / 0', {}, [NaN]],
    [
      'a range as one list',
      'orders{region="us"}',
      { range: '1m', step: '60s' },
      [6, 7],
    ],
    [
      'a segment by its pattern',
      'sum(orders{region=~"${{ segment.pattern.regions }}",plan=~"${{ segment.pattern.plans }}"})',
      {},
      [12],
    ],
  ])('reads %s', async (_, text, more, expected) => {
    expect(
      await reader().measure(query(text, more), scope, signal),
    ).toMatchObject({ value: expected });
  });

  it.each(['"', "'"])('gives a hostile value no way out of %s', async quote => {
    const text = `label_replace(vector(7), "a", ${quote}\${{ product.title }}${quote}, "", "") and on(a) label_replace(vector(1), "a", ${quote}\${{ product.title }}${quote}, "", "")`;
    expect(await reader().measure(query(text), scope, signal)).toMatchObject({
      value: [7],
    });
    expect(
      await reader().measure(
        query(`orders{region=${quote}\${{ product.title }}${quote}}`),
        scope,
        signal,
      ),
    ).toMatchObject({ value: [] });
  });

  it('links to the page of the query', async () => {
    const instant = await reader().measure(
      metric({ title: 'Orders', prometheus: { query: 'sum(orders)' } }),
      scope,
      signal,
    );
    expect(instant.evidence).toEqual([
      {
        title: 'Orders',
        url: `${prometheus.url}/graph?g0.expr=sum%28orders%29&g0.tab=1&g0.moment_input=2026-01-10+00%3A00%3A00`,
      },
    ]);
    expect((await fetch(instant.evidence[0].url)).status).toBe(200);

    const range = await reader().measure(
      query('orders', { range: '10m' }),
      scope,
      signal,
    );
    const { searchParams } = new URL(range.evidence[0].url);
    expect(searchParams.get('g0.range_input')).toBe('600s');
    expect(searchParams.get('g0.end_input')).toBe('2026-01-10 00:00:00');
  });

  it.each<[string, TrainMetric, string]>([
    [
      'a query that can not be read',
      query('sum('),
      'Prometheus "default" refuses the query (bad_data)',
    ],
    [
      'a server that is not there',
      query('x', { server: 'other' }),
      'server: found "other", accepted is a name of the configuration: default',
    ],
    ['a text', query('"text"'), 'answers a text; a metric is a number'],
    [
      'a range of too many samples',
      query('x', { range: '1d', step: '1s' }),
      'A range with this step has 86400 samples; accepted are 11000',
    ],
    [
      'a name that is not there',
      query('x{a="${{ nobody.id }}"}'),
      '${{ nobody.id }}: there is no "nobody"',
    ],
  ])('says what is wrong with %s', async (_, wrong, message) => {
    expect(await reader().measure(wrong, scope, signal)).toMatchObject({
      error: expect.stringContaining(message),
    });
  });

  it('takes no answer that is too long', async () => {
    const short = serverAt(prometheus.url, { maxBytes: 100 });
    expect(
      await reader(short).measure(query('orders'), scope, signal),
    ).toMatchObject({
      error: expect.stringContaining('it answers more than 100 bytes'),
    });
  });

  it.each([
    ['checkout', { severity: 'page', rates: { '1h': expect.any(Number) } }],
    ['ledger', { severity: 'none', firing: [], missing: [] }],
    ['search', { severity: 'ticket' }],
    ['nothing', undefined],
  ])('reads the burn rate of %s', async (name, value) => {
    const sample = await reader().measure(
      metric({
        burnRate: {
          objective: 99.9,
          errorRatio: `avg(avg_over_time(error_ratio{service="${name}"}[\${{ window }}]))`,
        },
      }),
      scope,
      signal,
    );
    expect(sample).toMatchObject({ value });
    expect(sample.evidence.map(({ title }) => title)).toContain(
      'Error ratio over 3d',
    );
  });

  it.each([
    ['canary', { result: 'pass', worse: false }],
    ['slow', { result: 'high', worse: true }],
    ['nobody', undefined],
  ])('compares %s with the baseline', async (track, value) => {
    const sample = await reader().measure(
      metric({
        comparison: {
          canary: `latency{track="${track}"}`,
          baseline: 'latency{track="baseline"}',
          tolerance: 5,
        },
      }),
      scope,
      signal,
    );
    expect(sample).toMatchObject({
      value,
      evidence: [{ title: 'Canary' }, { title: 'Baseline' }],
    });
  });

  it.each([
    [
      'an element that a condition names',
      query('sort(orders)'),
      {
        successCondition: 'result[0] < 50',
        failureCondition: 'result[0] > 90',
      },
      {
        figures: [{ name: 'result', limits: [] }],
        values: { result: 5 },
      },
    ],
    [
      'all elements',
      query('sort(orders)'),
      { failureCondition: 'any(result, # > 500)' },
      {
        figures: [{ name: 'result[0]' }, { name: 'result[1]' }, {}],
        values: { 'result[0]': 5, 'result[1]': 7, 'result[2]': 100 },
      },
    ],
    [
      'a scalar',
      query('scalar(orders{region="us"})'),
      {},
      { figures: [{ name: 'result' }], values: { result: 7 } },
    ],
    [
      'nothing',
      query('orders{region="none"}'),
      {},
      { figures: [], values: {} },
    ],
    [
      'a burn rate',
      metric({
        burnRate: {
          objective: 99.9,
          errorRatio:
            'avg(avg_over_time(error_ratio{service="ledger"}[${{ window }}]))',
        },
      }),
      {},
      {
        successCondition: 'result.severity == "none"',
        failureCondition: 'result.severity == "page"',
        figures: [
          { name: '1h/5m', unit: 'times', limits: [14.4] },
          { name: '6h/30m', limits: [6] },
          { name: '1d/2h', limits: [3] },
          { name: '3d/6h', limits: [1] },
        ],
        values: { '1h/5m': expect.closeTo(0.1), '3d/6h': expect.closeTo(0.1) },
      },
    ],
    ...(
      [
        ['higher', [5]],
        ['lower', [-5]],
        ['either', [-5, 5]],
      ] as const
    ).map(([worse, limits]) => [
      `a comparison, ${worse} is worse`,
      metric({
        comparison: {
          canary: 'latency{track="slow"}',
          baseline: 'latency{track="baseline"}',
          tolerance: 5,
          worse,
          range: '10m',
          step: '30s',
        },
      }),
      {},
      {
        failureCondition: 'result.worse',
        figures: [
          { name: 'differencePercent', unit: 'percent', limits },
          { name: 'confidence', unit: 'percent', limits: [98] },
        ],
        values: {
          differencePercent: expect.closeTo(49, 0),
          confidence: expect.closeTo(100, 0),
        },
      },
    ]),
  ] as [string, TrainMetric, object, { values: object }][])(
    'measures what charts draw of %s',
    async (_, asked, conditions, { values, ...rest }) => {
      const judged = { ...asked, ...conditions };
      const sample = await reader().measure(judged, scope, signal);
      const record = recordSample(judged, emptyMetricRecord(), sample, {
        startedAt: NOW,
        finishedAt: NOW,
      });
      const train = {
        manifest: {
          spec: {
            waves: [{ id: 'pilot', analysis: { during: [judged], after: [] } }],
          },
        },
      } as unknown as TrainState;
      const [series] = metricSeries(train, [
        {
          runId: 't1',
          workId: 'w1',
          subject: 'wave/pilot/2/during',
          records: { records: { m: record } },
        },
      ]);
      expect(series).toMatchObject({ round: 2, ...conditions, ...rest });
      expect(series.samples).toMatchObject([{ values }]);
    },
  );

  it('scores indicators, and keeps what was measured for the next time', async () => {
    const { score: spec } = gateCriterionSchema.parse({
      id: 'quality',
      score: {
        objectives: [
          {
            indicator: 'orders',
            query: 'sum(orders{region=~"${{ segment.pattern.regions }}"})',
            pass: [{ criteria: ['>=10'] }],
          },
          {
            indicator: 'each',
            query: 'orders',
            pass: [{ criteria: ['>0'] }],
          },
          {
            indicator: 'none',
            query: 'orders{region="none"}',
            pass: [{ criteria: ['>0'] }],
            weight: 2,
          },
        ],
      },
    });
    const { draft, indicators, score } = await reader().score(
      spec!,
      scope,
      signal,
    );
    expect(indicators).toEqual({
      orders: { value: 12 },
      each: {
        error: 'orders answers 3 series; it takes one, such as the sum of them',
      },
      none: { error: 'No data for orders{region="none"}' },
    });
    expect(score?.score).toBe(25);
    expect(draft).toMatchObject({
      status: 'fail',
      summary: '25 of 100; failed: each, none',
    });
    expect(draft.evidence.map(({ title }) => title)).toEqual([
      'orders',
      'each',
      'none',
    ]);
  });

  it('says why nothing can be scored', async () => {
    const { score: spec } = gateCriterionSchema.parse({
      id: 'quality',
      score: { objectives: [{ indicator: 'a', query: 'sum(orders)' }] },
    });
    expect((await reader().score(spec!, scope, signal)).draft).toMatchObject({
      status: 'error',
      summary: expect.stringContaining('none can earn anything'),
    });
  });

  it('measures success', async () => {
    expect(
      await reader().measureSuccess(
        { title: 'Orders', query: 'max(orders)', server: 'default' },
        scope,
        signal,
      ),
    ).toMatchObject({ value: 100, evidence: [{ title: 'Orders' }] });
  });

  it('is given up without a sample', async () => {
    await expect(
      reader().measure(
        query('orders'),
        scope,
        AbortSignal.abort(new Error('the backend stops')),
      ),
    ).rejects.toThrow('the backend stops');
  });
});

describe('MetricReader on servers that fail', () => {
  it.each<[string, Parameters<typeof serveHttp>[0], string]>([
    [
      'another program',
      () => ({ hello: 'world' }),
      'is not of its HTTP API; is the address right?',
    ],
    [
      'a broken gateway',
      (_, response) => {
        response.statusCode = 502;
        response.end('<html>');
      },
      'answers with status 502',
    ],
    ['silence', () => undefined, 'did not answer within 0.2 s'],
    [
      'a native histogram',
      () => ({
        status: 'success',
        data: {
          resultType: 'vector',
          result: [{ metric: {}, histogram: [1, {}] }],
        },
      }),
      'answers a native histogram',
    ],
    [
      'a cut connection',
      (_, response) => {
        response.destroy();
      },
      'the connection was cut',
    ],
  ])('tells %s', async (_, answer, message) => {
    const server = await serveHttp(answer);
    const broken = new PrometheusSource({
      name: 'default',
      url: `${server.origin}/prometheus`,
      externalUrl: 'https://prometheus.example.com',
      headers: { authorization: 'Bearer token-of-the-test' },
      timeoutMs: 200,
      maxBytes: 1_000,
    });
    const sample = await reader(broken).measure(query('orders'), scope, signal);
    expect(sample).toMatchObject({ error: expect.stringContaining(message) });
    expect(sample.evidence[0].url).toMatch(
      'https://prometheus.example.com/graph?g0.expr=orders',
    );
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      headers: { authorization: 'Bearer token-of-the-test' },
    });
    expect(server.requests[0].url.pathname).toBe('/prometheus/api/v1/query');
    await server.close();
  });
});
