import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aTrainForecast,
  departing,
  soaking,
  gateOpen,
  renderPage,
  trainApi,
  withRunbook,
  type TrainStory,
} from '../../../__testUtils__';
import type { MetricSeries } from '../../../data';
import { chartGeometry } from './chartGeometry';
import { thresholdsOf } from './thresholds';

const NO_VALUES: Record<string, number> = {};

const sample = (seconds: number, value?: number, phase = 'Successful') => ({
  at: `2030-03-26T09:00:${String(seconds).padStart(2, '0')}.000Z`,
  phase,
  values: value === undefined ? NO_VALUES : { result: value },
});

const SERIES: MetricSeries = {
  wave: 'pilot',
  round: 1,
  stage: 'during',
  metric: 'checkout-errors',
  title: 'Errors at the checkout',
  successCondition: 'result[0] < 0.02',
  failureCondition: 'result[0] > 0.05',
  dryRun: false,
  phase: 'Failed',
  figures: [{ name: 'result', limits: [] }],
  samples: [sample(5, 0.01), sample(10), sample(15, 0.08, 'Failed')],
};

/** The error budget of payments, as it comes from the windows of each rule. */
const BUDGET: MetricSeries = {
  ...SERIES,
  metric: 'payments-budget',
  title: 'Error budget',
  successCondition: 'result.severity == "none"',
  failureCondition: 'result.severity == "page"',
  figures: [
    { name: '1h/5m', unit: 'times', limits: [14.4] },
    { name: '3d/6h', unit: 'times', limits: [1] },
  ],
  samples: [
    {
      at: SERIES.samples[0].at,
      phase: 'Successful',
      values: { '1h/5m': 0.5, '3d/6h': 0.25 },
    },
    { at: SERIES.samples[1].at, phase: 'Failed', values: { '1h/5m': 20 } },
  ],
};

const COMPARISON: MetricSeries = {
  ...SERIES,
  metric: 'latency',
  title: 'Latency',
  successCondition: undefined,
  failureCondition: 'result.worse',
  figures: [
    { name: 'differencePercent', unit: 'percent', limits: [5] },
    { name: 'confidence', unit: 'percent', limits: [98] },
  ],
  samples: [
    {
      at: SERIES.samples[0].at,
      phase: 'Failed',
      values: { differencePercent: 50, confidence: 99.9 },
    },
  ],
};

async function openWaves(story: TrainStory, overrides = {}) {
  const page = await renderPage('/trains/train-1/waves', {
    api: trainApi(story, overrides),
  });
  const pilot = within(
    await screen.findByRole('region', { name: 'Pilot customers' }),
  );
  return { ...page, pilot };
}

describe('WavesTab', () => {
  it('shows whom each wave reaches, and asks for no metrics before the departure', async () => {
    const { api, pilot } = await openWaves(gateOpen());
    expect(pilot.getByText(/customers acme, globex/)).toBeInTheDocument();
    expect(
      within(screen.getByRole('region', { name: 'Germany' })).getByText(
        /regions de, 50 % of them/,
      ),
    ).toBeInTheDocument();
    expect(api.getTrainMetrics).not.toHaveBeenCalled();
  });

  it('says when a wave that has not begun is expected to, unless somebody has to clear something away first', async () => {
    const forecast = aTrainForecast();
    const { pilot, unmount } = await openWaves(gateOpen(), {
      getTrainForecast: async () => ({ forecast }),
    });
    expect(await pilot.findByText(/expected to start about/)).toHaveTextContent(
      /not before .+ · expected to start about in/,
    );
    unmount();
    const held = await openWaves(gateOpen(), {
      getTrainForecast: async () => ({
        forecast: { ...forecast, assumes: ['The train is paused'] },
      }),
    });
    expect(held.pilot.getByText(/not before/)).toBeInTheDocument();
    expect(held.pilot.queryByText(/expected to start/)).toBeNull();
  });

  it('shows samples as a chart with its threshold, and as a table', async () => {
    const { pilot } = await openWaves(departing(), {
      getTrainMetrics: async () => ({ items: [SERIES] }),
    });
    expect(
      await pilot.findByRole('img', {
        name: 'Errors at the checkout: 3 samples, last 0.08, passes < 0.02, fails > 0.05',
      }),
    ).toBeInTheDocument();
    await userEvent.click(
      pilot.getByRole('button', { name: 'The samples as a table' }),
    );
    const rows = within(
      pilot.getByRole('table', { name: 'Errors at the checkout' }),
    ).getAllByRole('row');
    expect(rows[2]).toHaveTextContent('none');
    expect(rows[3]).toHaveTextContent('0.08Failed');
  });

  it('draws each figure that a burn rate or a comparison is judged by, with its limit', async () => {
    const { pilot } = await openWaves(departing(), {
      getTrainMetrics: async () => ({ items: [BUDGET, COMPARISON] }),
    });
    const budget = await pilot.findByRole('img', {
      name: 'Error budget: 2 samples, budget used too fast over 1h and 5m last 20 times, budget used too fast over 3d and 6h last 0.25 times, limit of budget used too fast over 1h and 5m 14.4 times, limit of budget used too fast over 3d and 6h 1 times',
    });
    expect(budget.querySelectorAll('polyline')).toHaveLength(1);
    expect(
      pilot.getByText('difference of the medians: 50 %'),
    ).toBeInTheDocument();
    expect(
      pilot.getByText('sure that they differ to: 99.9 %'),
    ).toBeInTheDocument();
    await userEvent.click(
      pilot.getAllByRole('button', { name: 'The samples as a table' })[0],
    );
    const rows = within(
      pilot.getByRole('table', { name: 'Error budget' }),
    ).getAllByRole('row');
    expect(rows[2]).toHaveTextContent('20 timesnoneFailed');
  });

  it('tells the rounds of a wave that was resumed apart, and says where no sample has a number', async () => {
    const { pilot } = await openWaves(departing(), {
      getTrainMetrics: async () => ({
        items: [
          SERIES,
          { ...SERIES, round: 2, figures: [], samples: [sample(5)] },
        ],
      }),
    });
    expect(await pilot.findByText('round 2')).toBeInTheDocument();
    expect(pilot.queryByText('round 1')).toBeNull();
    expect(
      pilot.getByRole('img', {
        name: 'Errors at the checkout: 1 sample, last none, passes < 0.02, fails > 0.05',
      }),
    ).toBeInTheDocument();
  });

  it('halts with a reason, after it has said what stays', async () => {
    const { api } = await openWaves(withRunbook());
    await userEvent.click(
      screen.getAllByRole('button', { name: 'Halt the wave' })[1],
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      dialog.getByText(/1 product is active in it and stays so/),
    ).toBeInTheDocument();
    await userEvent.type(dialog.getByLabelText(/Reason/), 'Odd');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Halt the wave' }),
    );
    await waitFor(() =>
      expect(api.commandTrain.mock.calls[0]?.[0].body.command).toEqual({
        type: 'halt',
        reason: 'Odd',
      }),
    );
  });

  it('leads to the runbook of a step that is to be done by hand', async () => {
    const { pilot } = await openWaves(
      withRunbook().at('2030-03-26T09:16:30.000Z'),
    );
    expect(pilot.getByText('Overdue by 1 min 30 s.')).toBeInTheDocument();
    expect(
      pilot.getByRole('button', { name: 'Open the runbook of payments' }),
    ).toHaveAttribute(
      'href',
      '/orchestrator/trains/train-1/runbook/pilot/payments?step=migrate',
    );
  });

  it('tries a failed step again, or settles it by hand with a note', async () => {
    const story = departing();
    // The plan takes products back by itself; this one halts.
    story.state = {
      ...story.state,
      manifest: {
        ...story.state.manifest,
        spec: {
          ...story.state.manifest.spec,
          waves: story.state.manifest.spec.waves.map(wave => ({
            ...wave,
            onFailure: 'halt' as const,
          })),
        },
      },
    };
    story.finishStep('card-vault', true);
    const { api, pilot } = await openWaves(story);
    expect(
      pilot.getByText('The flag service answered 500.'),
    ).toBeInTheDocument();
    await userEvent.click(
      pilot.getByRole('button', {
        name: 'Try Turn mandates on of card-vault again',
      }),
    );
    await waitFor(() =>
      expect(api.commandProduct.mock.calls[0]?.[0].body.command).toEqual({
        type: 'retryStep',
        wave: 'pilot',
      }),
    );
    await userEvent.click(
      pilot.getByRole('button', {
        name: 'Settle Turn mandates on of card-vault by hand',
      }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText(/Note/), 'Set in the console');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Settle by hand' }),
    );
    await waitFor(() =>
      expect(api.commandProduct.mock.calls[1]?.[0].body.command).toEqual({
        type: 'settleStep',
        wave: 'pilot',
        note: 'Set in the console',
      }),
    );
  });

  it('says what a wave to come leaves behind', async () => {
    const story = soaking().train({
      type: 'halt',
      by: 'user:default/ana',
      reason: 'The shop is slow',
    });
    story.state = {
      ...story.state,
      waves: story.state.waves.map((wave, index) =>
        index === 0
          ? { ...wave, status: 'done', rolledBack: ['checkout', 'shop'] }
          : wave,
      ),
    };
    await openWaves(story);
    const next = within(
      screen.getByRole('region', {
        name: new RegExp(story.state.waves[1].title),
      }),
    );
    expect(next.getByRole('alert')).toHaveTextContent(
      'Goes without what was taken back from an earlier wave: checkout, shop.',
    );
    expect(next.getAllByText('left behind')).toHaveLength(2);
  });

  it('says of a step that no worker has yet what comes before it', async () => {
    const story = departing();
    const [{ steps }] = story.products.get('card-vault')!.activations;
    const { workId = '' } = steps[0];
    const { pilot } = await openWaves(story, {
      getTrain: async () => ({
        ...story.detail(),
        turns: {
          [workId]: {
            waitsFor: 'slot',
            ahead: 3,
            at: story.now,
            estimated: true,
          },
        },
      }),
    });
    expect(
      pilot.getByText(/^waits for a free worker, after 3 other items: about/),
    ).toBeInTheDocument();
  });

  it('says of a step that waits for its turn what it waits for, and when its turn is expected', async () => {
    const story = departing();
    const [{ wave, steps }] = story.products.get('card-vault')!.activations;
    const { id: step, workId = '' } = steps[0];
    story.product('card-vault', {
      type: 'completeStep',
      wave,
      step,
      workId,
      outcome: {
        type: 'failed',
        failure: {
          class: 'rateLimited',
          code: 'waitsForLimit',
          message:
            'The start of deploy.yml at github.com waits for its turn: 80 per 1m (host)',
          retryAfter: new Date(
            Math.max(Date.now(), Date.parse(story.now)) + 150_000,
          ).toISOString(),
        },
      },
    });
    const { pilot } = await openWaves(story);
    const line = pilot.getByText(/waits for its turn: 80 per 1m/);
    expect(line.parentElement).toHaveTextContent(/its turn is expected in/);
    expect(pilot.queryByText(/tried again/)).not.toBeInTheDocument();
  });

  it('leads to the workflow that a step has started, and says what became of one that was given up', async () => {
    const story = departing();
    const workflow = {
      repository: 'https://github.com/acme/vault',
      workflow: 'deploy.yml',
      ref: 'v1.2.0',
      requestedAt: '2030-03-26T09:00:00.000Z',
    };
    const run = {
      id: '7',
      url: 'https://github.com/acme/vault/actions/runs/7',
    };
    const product = story.products.get('card-vault')!;
    story.products.set('card-vault', {
      ...product,
      activations: product.activations.map(activation => ({
        ...activation,
        steps: activation.steps.map(step => ({
          ...step,
          workflow: { ...workflow, run },
        })),
        cancels: [
          { step: 'deploy', workId: 'work-9', workflow, outcome: 'unknown' },
        ],
      })),
    });
    const { pilot } = await openWaves(story);
    const links = pilot.getAllByRole('link', { name: /deploy.yml \(v1.2.0\)/ });
    expect(links.map(link => link.getAttribute('href'))).toEqual([
      run.url,
      workflow.repository,
    ]);
    expect(pilot.getByText(/is running/)).toBeInTheDocument();
    expect(
      pilot.getByText(/nobody knows whether its workflow still runs/),
    ).toBeInTheDocument();
  });
});

describe('thresholdsOf', () => {
  it.each([
    ['result[0] < 0.01', [{ operator: '<', value: 0.01 }]],
    [
      'result >= -2 && result[0] <= 1e3',
      [
        { operator: '>=', value: -2 },
        { operator: '<=', value: 1000 },
      ],
    ],
    ['result.severity == "page"', []],
    [undefined, []],
  ])('reads the comparisons in %s', (condition, thresholds) => {
    expect(thresholdsOf(condition)).toEqual(thresholds);
  });
});

describe('chartGeometry', () => {
  const size = { width: 100, height: 100 };

  it('breaks the line where a sample has no value, and keeps thresholds in sight', () => {
    const { lines, high, low, yOf } = chartGeometry(
      ['result'],
      [sample(0, 1), sample(10, 2), sample(20), sample(30, 1)],
      [4],
      size,
    );
    expect(
      lines.result.map(line => line.map(({ x }) => Math.round(x))),
    ).toEqual([[0, 33], [100]]);
    expect(high).toBeGreaterThan(4);
    expect(low).toBeLessThan(1);
    expect(yOf(high)).toBe(0);
    expect(yOf(low)).toBe(100);
  });

  it('draws samples that are all the same, and none at all', () => {
    const same = chartGeometry(['result'], [sample(0, 0)], [], size);
    expect(same.lines.result[0][0].y).toBe(100);
    expect(chartGeometry([], [], [], size).lines).toEqual({});
  });
});
