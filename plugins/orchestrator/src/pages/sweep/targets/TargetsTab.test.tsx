import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aForecast,
  aRunDetail,
  aTarget,
  aTargetDetail,
  FakeSignals,
  fakeApi,
  type FakeApi,
  renderPage,
  targetsOf,
  withLayout,
} from '../../../__testUtils__';
import { MAX_IDS_PER_CALL, inChunks } from './targetActions';

/** Pages that were asked for; a refresh may ask for one again. */
const cursorsOf = (api: FakeApi) => [
  ...new Set(api.listTargets.mock.calls.map(([input]) => input.query?.cursor)),
];

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => aTarget(index));

describe('TargetsTab', () => {
  withLayout();

  it('keeps only rows in view in the page, of 5,000', async () => {
    const api = fakeApi({ listTargets: targetsOf(many(5_000)) });
    await renderPage('/sweeps/run-1', { api });
    const table = await screen.findByRole('table', { name: 'Targets' });
    expect(table).toHaveAttribute('aria-rowcount', '5001');
    const rows = within(table).getAllByRole('row');
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.length).toBeLessThan(60);
    expect(
      within(table).getByRole('link', { name: 'service-0000' }),
    ).toBeInTheDocument();
    expect(cursorsOf(api)).toEqual([undefined]);
  });

  it('says when the sweep and its batches are expected, and what decides that', async () => {
    const instant = {
      p50: '2099-01-01T00:00:00.000Z',
      p90: '2099-02-01T00:00:00.000Z',
    };
    const run = aRunDetail();
    const api = fakeApi({
      getRun: async () => run,
      getForecast: async () => ({
        forecast: {
          finish: instant,
          rolloutEnd: instant,
          changesPerDay: 12,
          batches: run.batches.map(({ name, size }) => ({
            name,
            size,
            start: instant,
            end: instant,
          })),
          limits: [
            { limit: 'rateLimit', share: 0.7, detail: '80 per 1m (host)' },
          ],
          pauseShare: 0.4,
          samples: 100,
          basedOn: { attempts: 10, reviews: 5, approvals: 1 },
        },
      }),
    });
    await renderPage('/sweeps/run-1', { api });
    const batches = await screen.findByRole('region', { name: 'Batches' });
    expect(
      await within(batches).findByText(
        /a rate limit decides: 80 per 1m \(host\)/,
      ),
    ).toHaveTextContent('In 40 % of cases the failure limit pauses it.');
    expect(within(batches).getAllByText(/expected/).length).toBeGreaterThan(0);
  });

  it('says in each row what it waits for, and when, also once the forecast is there', async () => {
    const turn = {
      waitsFor: 'batch',
      batch: 'batch-1',
      after: 'canary',
    } as const;
    const rows = (at?: string) =>
      targetsOf([
        aTarget(0, { status: 'pending', turn: { waitsFor: 'dryRun' } }),
        aTarget(1, {
          status: 'ready',
          turn: at ? { ...turn, at, estimated: true } : turn,
        }),
        aTarget(2, {
          status: 'applyQueued',
          retryAt: '2099-01-01T00:00:00.000Z',
          turn: { waitsFor: 'retry', at: '2099-01-01T00:00:00.000Z' },
        }),
      ]);
    let foretold = false;
    const api = fakeApi({
      listTargets: input =>
        rows(foretold ? '2099-01-01T00:00:00.000Z' : undefined)(input),
      getForecast: async () => {
        foretold = true;
        return { forecast: aForecast() };
      },
    });
    await renderPage('/sweeps/run-1', { api });
    expect(
      await screen.findByText('somebody who starts the dry run'),
    ).toBeInTheDocument();
    const row = await screen.findByTitle('with batch-1, after canary');
    await waitFor(
      () =>
        expect(
          screen.getByTitle('with batch-1, after canary'),
        ).toHaveTextContent(/its turn about in \d+ years/),
      { timeout: 5_000 },
    );
    expect(row).toBeInTheDocument();
    expect(screen.queryByTitle('next try')).toBeNull();
    expect(screen.getByText(/tried again/)).toBeInTheDocument();
  });

  it('loads the pages that are scrolled to', async () => {
    const api = fakeApi({ listTargets: targetsOf(many(1_000)) });
    await renderPage('/sweeps/run-1', { api });
    const table = await screen.findByRole('table', { name: 'Targets' });
    table.scrollTop = 60 * 600;
    fireEvent.scroll(table);
    expect(
      await within(table).findByRole('link', { name: 'service-0600' }),
    ).toBeInTheDocument();
    expect(cursorsOf(api)).toEqual([undefined, '250', '500']);
  });

  it('asks for what the address filters by, and puts filters into the address', async () => {
    const api = fakeApi({
      listTargets: targetsOf([
        aTarget(1, {
          status: 'failed',
          failure: {
            class: 'permanent',
            code: 'gateFailed',
            message: 'Tests fail.',
          },
        }),
        aTarget(2),
      ]),
    });
    const { address } = await renderPage(
      '/sweeps/run-1?status=failed&status=nonsense&batch=1&owner=group:default/payments&failure=gateFailed',
      { api },
    );
    expect(await screen.findByText('Tests fail.')).toBeInTheDocument();
    expect(api.listTargets.mock.calls[0][0].query).toMatchObject({
      status: ['failed'],
      batch: 1,
      owner: ['group:default/payments'],
      failure: ['gateFailed'],
    });
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Target, entity or repository' }),
      '0009',
    );
    await waitFor(() => expect(address()).toContain('q=0009'));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Clear the filters' }),
    );
    await waitFor(() => expect(address()).toBe('/orchestrator/sweeps/run-1'));
    expect(
      await screen.findByRole('link', { name: 'service-0002' }),
    ).toBeInTheDocument();
  });

  it('offers the owners and the error groups that there are, with their numbers', async () => {
    const api = fakeApi({
      listTargets: targetsOf(many(3)),
      getTargetFacets: async () => ({
        owners: [{ owner: 'group:default/payments', targets: 12 }],
        failures: [{ code: 'gateFailed', targets: 2 }],
      }),
    });
    const { address } = await renderPage('/sweeps/run-1', { api });
    await userEvent.click(
      await screen.findByRole('textbox', { name: 'Error group' }),
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'gate failed (2)' }),
    );
    await waitFor(() => expect(address()).toContain('failure=gateFailed'));
    await userEvent.click(screen.getByRole('textbox', { name: 'Owner' }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'payments (12)' }),
    );
    await waitFor(() =>
      expect(api.listTargets.mock.calls.pop()?.[0].query).toMatchObject({
        owner: ['group:default/payments'],
        failure: ['gateFailed'],
      }),
    );
  });

  it('shows before the start which batches it would make', async () => {
    await renderPage('/sweeps/run-1', {
      api: fakeApi({
        getRun: async () => aRunDetail({ status: 'readyToStart', batches: [] }),
        getRolloutPlan: async () => ({
          batches: [
            { index: 0, name: 'canary', size: 3, approval: true, soakMs: 0 },
            { index: 1, name: 'batch-1', size: 9, approval: false, soakMs: 0 },
          ],
        }),
      }),
    });
    const batches = within(
      await screen.findByRole('region', { name: 'Batches' }),
    );
    expect(await batches.findByText(/batch-1, 9 targets/)).toBeInTheDocument();
    expect(
      batches.getByText('The start would make these:'),
    ).toBeInTheDocument();
    expect(
      batches.getAllByText('Needs an approval before the next batch'),
    ).toHaveLength(1);
  });

  it('retries, skips and rolls back what is chosen, each where it can be', async () => {
    const api = fakeApi({
      listTargets: targetsOf([
        aTarget(0),
        aTarget(1, { status: 'merged' }),
        aTarget(2, {
          status: 'failed',
          failure: { class: 'permanent', code: 'x', message: 'No.' },
        }),
      ]),
    });
    await renderPage('/sweeps/run-1', { api });
    await userEvent.click(
      await screen.findByRole('checkbox', {
        name: 'Choose all loaded targets',
      }),
    );
    const bar = await screen.findByRole('toolbar');
    expect(bar).toHaveTextContent('3 chosen');
    expect(
      within(bar).getByRole('button', { name: /Accept diffs \(0\)|None of/ }),
    ).toHaveAttribute('aria-disabled', 'true');

    await userEvent.click(
      within(bar).getByRole('button', { name: 'Roll back (2)' }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent(
      'This closes 1 open change and reverts 1 merged one.',
    );
    await userEvent.type(within(dialog).getByLabelText(/Reason/), 'broken');
    await userEvent.click(
      within(dialog).getByRole('button', { name: /Roll back/ }),
    );
    await waitFor(() =>
      expect(api.rollback).toHaveBeenCalledWith({
        params: { runId: 'run-1' },
        body: {
          targets: [
            'component.default.service-0000',
            'component.default.service-0001',
          ],
          reason: 'broken',
        },
      }),
    );
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();

    await userEvent.click(
      screen.getByRole('checkbox', { name: 'Choose service-0002' }),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Retry (1)' }));
    await waitFor(() =>
      expect(api.retryTargets).toHaveBeenCalledWith({
        params: { runId: 'run-1' },
        body: { targets: ['component.default.service-0002'] },
      }),
    );
  });

  it('accepts diffs that changed, and skips with a reason', async () => {
    const api = fakeApi({
      listTargets: targetsOf([aTarget(0, { status: 'needsReview' })]),
    });
    await renderPage('/sweeps/run-1', { api });
    await userEvent.click(
      await screen.findByRole('checkbox', { name: 'Choose service-0000' }),
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Accept diffs (1)' }),
    );
    await userEvent.click(
      within(await screen.findByRole('dialog')).getByRole('button', {
        name: 'Accept diffs (1)',
      }),
    );
    await waitFor(() => expect(api.acceptDiffs).toHaveBeenCalled());
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    await userEvent.click(
      screen.getByRole('checkbox', { name: 'Choose service-0000' }),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Skip (1)' }));
    await userEvent.type(
      within(await screen.findByRole('dialog')).getByLabelText(/Reason/),
      'frozen',
    );
    await userEvent.click(
      within(screen.getByRole('dialog')).getByRole('button', {
        name: 'Skip (1)',
      }),
    );
    await waitFor(() =>
      expect(api.skipTargets.mock.calls[0][0].body).toMatchObject({
        reason: 'frozen',
      }),
    );
  });

  it('moves from row to row with the arrow keys', async () => {
    const api = fakeApi({ listTargets: targetsOf(many(3)) });
    await renderPage('/sweeps/run-1', { api });
    (await screen.findByRole('link', { name: 'service-0000' })).focus();
    await userEvent.keyboard('{ArrowDown}');
    await waitFor(() =>
      expect(screen.getByRole('link', { name: 'service-0001' })).toHaveFocus(),
    );
    await userEvent.keyboard('{ArrowUp}');
    await waitFor(() =>
      expect(screen.getByRole('link', { name: 'service-0000' })).toHaveFocus(),
    );
  });

  it('opens a target in a panel with its own address, and closes back to the filtered list', async () => {
    const api = fakeApi({ listTargets: targetsOf(many(3)) });
    const { address } = await renderPage('/sweeps/run-1?status=open', { api });
    const row = await screen.findByRole('link', { name: 'service-0001' });
    await userEvent.click(row);
    await waitFor(() =>
      expect(address()).toBe(
        '/orchestrator/sweeps/run-1/targets/component.default.service-0001?status=open',
      ),
    );
    const panel = await screen.findByRole('dialog', { name: 'Target' });
    expect(
      await within(panel).findByRole('heading', { name: 'service-0000' }),
    ).toBeInTheDocument();
    await userEvent.click(within(panel).getByRole('button', { name: 'Close' }));
    await waitFor(() =>
      expect(address()).toBe('/orchestrator/sweeps/run-1?status=open'),
    );
    // The list is the same as before, and was not loaded anew.
    expect(row).toBeInTheDocument();
  });

  it('changes a row in place when a signal says so', async () => {
    const all = many(3);
    const signals = new FakeSignals();
    const api = fakeApi({ listTargets: input => targetsOf(all)(input) });
    await renderPage('/sweeps/run-1', { api, signals });
    const link = await screen.findByRole('link', { name: 'service-0001' });
    all[1] = { ...all[1], status: 'merged' };
    await new Promise(resolve => setTimeout(resolve, 1_100));
    signals.send();
    expect(
      await screen.findByText('Merged', { selector: '[role=cell] *' }),
    ).toBeInTheDocument();
    expect(link).toBeInTheDocument();
  });

  it('shows batches as steps with the approvals between them', async () => {
    await renderPage('/sweeps/run-1');
    const batches = within(
      await screen.findByRole('region', { name: 'Batches' }),
    );
    expect(
      batches.getByRole('link', { name: 'canary, 3 targets' }),
    ).toHaveAttribute('href', '/orchestrator/sweeps/run-1?batch=0');
    expect(
      batches.getByText('Needs an approval before the next batch'),
    ).toBeInTheDocument();
  });

  it('says that a sweep has no targets', async () => {
    await renderPage('/sweeps/run-1', {
      api: fakeApi({
        getRun: async () => aRunDetail({ targets: 0, batches: [], counts: {} }),
      }),
    });
    expect(
      await screen.findByText('This sweep has no targets'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Batches are made when the first one starts.'),
    ).toBeInTheDocument();
  });

  it('says why the targets could not be loaded, and tries again', async () => {
    const api = fakeApi();
    api.listTargets.mockRejectedValueOnce(new Error('The database is away.'));
    await renderPage('/sweeps/run-1', { api });
    expect(
      (await screen.findAllByText(/The database is away/))[0],
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('This sweep has no targets'),
    ).toBeInTheDocument();
  });
});

describe('TargetDrawer', () => {
  withLayout();
  const open = (target = aTargetDetail(), search = '') =>
    renderPage(
      `/sweeps/run-1/targets/component.default.service-0000${search}`,
      { api: fakeApi({ getTarget: async () => target }) },
    );

  it('shows facts, problems, follow-ups and the diff', async () => {
    await open(
      aTargetDetail({
        status: 'declined',
        declinedBy: 'user:default/ana',
        skipReason: 'frozen',
        waitsFor: ['component.default.lib'],
        failure: {
          class: 'permanent',
          code: 'gateFailed',
          message: 'Tests fail.',
        },
        retryAt: '2099-01-01T00:00:00Z',
        problems: [{ code: 'noOwner', message: 'It has no owner.' }],
        followUps: [{ code: 'docs', text: 'Update the docs.' }],
        repository: {
          host: 'local',
          name: 'mono',
          path: 'packages/a',
          url: 'https://git.example.com/mono',
        },
      }),
    );
    const panel = await screen.findByRole('dialog', { name: 'Target' });
    for (const words of [
      'Tests fail. (gateFailed)',
      'It has no owner.',
      'Update the docs.',
      'Left out: frozen',
      'without merging by',
    ]) {
      expect(
        await within(panel).findByText(words, { exact: false }),
      ).toBeInTheDocument();
    }
    expect(within(panel).getByRole('link', { name: /^mono/ })).toHaveAttribute(
      'href',
      'https://git.example.com/mono',
    );
    expect(
      await within(panel).findByRole('region', { name: 'package.json' }),
    ).toBeInTheDocument();
  });

  it('shows the diff that asks to be accepted before the one that was approved', async () => {
    const diff = aTargetDetail().diff!;
    await open(
      aTargetDetail({
        status: 'needsReview',
        proposedDiff: { ...diff, artifact: 'sha256:new' },
      }),
    );
    expect(
      await screen.findByText(/pushed only when somebody accepts it/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'The diff that was approved before' }),
    ).toHaveAttribute('aria-expanded', 'false');
  });

  it.each([
    ['alreadyFine', 'There is nothing to change here'],
    ['pending', 'There is no diff yet'],
  ] as const)(
    'says why a target that is %s has no diff',
    async (status, words) => {
      await open(aTargetDetail({ status, diff: undefined }));
      expect(
        await screen.findByText(words, { exact: false }),
      ).toBeInTheDocument();
    },
  );

  it('shows gates with their output, and the attempts with their logs', async () => {
    await open(
      aTargetDetail({
        gates: [
          {
            gate: 'a',
            title: 'Lint',
            result: 'failed',
            durationMs: 1,
            exitCode: 2,
            output: 'sha256:o',
            baselineOutput: 'sha256:b',
            message: 'It printed errors.',
          },
          { gate: 'b', title: 'Tests', result: 'failedBefore', durationMs: 1 },
        ],
      }),
      '?panel=gates',
    );
    expect(
      await screen.findByText('Failed before the change, too'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/this change is not what broke it/),
    ).toBeInTheDocument();
    expect(await screen.findByLabelText('Output of Lint')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Output on the untouched code' }),
    );
    expect(
      await screen.findByLabelText('Output of Lint on the untouched code'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('tab', { name: 'Attempts' }));
    expect(await screen.findByText(/Dry run, attempt 1/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Log' }));
    expect(await screen.findByLabelText('Log')).toBeInTheDocument();
  });

  it('says when no gate has run and nothing was tried', async () => {
    await open(aTargetDetail({ gates: [], attempts: [] }), '?panel=gates');
    expect(
      await screen.findByText('No gate has run for this target.'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('tab', { name: 'Attempts' }));
    expect(
      await screen.findByText('Nothing has been tried yet.'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('tab', { name: 'Timeline' }));
    expect(
      await screen.findByText('Nothing has happened yet'),
    ).toBeInTheDocument();
  });
});

describe('inChunks', () => {
  it('gives no call more ids than it takes', async () => {
    const sizes: number[] = [];
    await inChunks(
      Array.from({ length: MAX_IDS_PER_CALL * 2 + 1 }, (_, index) =>
        String(index),
      ),
      async ids => sizes.push(ids.length),
    );
    expect(sizes).toEqual([MAX_IDS_PER_CALL, MAX_IDS_PER_CALL, 1]);
  });
});
