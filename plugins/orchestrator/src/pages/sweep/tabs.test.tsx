import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aReport,
  aRunDetail,
  aTarget,
  anApproval,
  anEvent,
  fakeApi,
  pageOf,
  renderPage,
  targetsOf,
  withLayout,
} from '../../__testUtils__';

const NOW = '2026-03-01T12:00:00.000Z';

describe('GatesTab', () => {
  withLayout();
  const waiting = (
    changed: Parameters<typeof anApproval>[0] = {},
    run: Parameters<typeof aRunDetail>[0] = {},
  ) => {
    const approval = anApproval(changed);
    return fakeApi({
      getRun: async () =>
        aRunDetail({
          status: 'awaitingApproval',
          approvals: [approval],
          actions: { approve: { allowed: true }, reject: { allowed: true } },
          ...run,
        }),
      listTargets: targetsOf([
        aTarget(0, {
          batch: 0,
          gates: [
            { gate: 'tests', title: 'Tests', result: 'passed', durationMs: 1 },
          ],
        }),
      ]),
    });
  };

  it('shows what is judged, and signs exactly that', async () => {
    const { api } = await renderPage('/sweeps/run-1/gates', { api: waiting() });
    const panel = within(
      await screen.findByRole('region', { name: 'Go on after the canary' }),
    );
    expect(
      await panel.findByText('Gates: 1 passed, 0 did not'),
    ).toBeInTheDocument();
    expect(panel.getByText('0 of 1 signature')).toBeInTheDocument();
    expect(
      panel.getByText(/Whoever started the run may not sign/),
    ).toBeInTheDocument();
    await userEvent.type(panel.getByLabelText('Comment'), 'Looks right.');
    await userEvent.click(panel.getByRole('button', { name: 'Approve' }));
    await waitFor(() =>
      expect(api.decideApproval).toHaveBeenCalledWith({
        params: { runId: 'run-1', approvalId: 'approval-1' },
        body: {
          decision: 'approved',
          evidenceDigest: 'sha256:evidence',
          comment: 'Looks right.',
        },
      }),
    );
  });

  it('says why the viewer may not sign', async () => {
    const reason = 'Whoever started the run may not approve it';
    const { api } = await renderPage('/sweeps/run-1/gates', {
      api: waiting(
        {},
        {
          actions: {
            approve: { allowed: false, reason },
            reject: { allowed: true },
          },
        },
      ),
    });
    expect(await screen.findByText(reason)).toBeInTheDocument();
    const button = screen.getByRole('button', {
      name: new RegExp(`Approve|${reason}`),
    });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(button);
    expect(api.decideApproval).not.toHaveBeenCalled();
  });

  it('asks for a reason before it rejects', async () => {
    const { api } = await renderPage('/sweeps/run-1/gates', { api: waiting() });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Reject' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/14 open changes stay open/)).toBeInTheDocument();
    await userEvent.type(dialog.getByLabelText(/Reason/), 'wrong');
    await userEvent.click(dialog.getByRole('button', { name: 'Reject' }));
    await waitFor(() =>
      expect(api.decideApproval.mock.calls[0][0].body).toMatchObject({
        decision: 'rejected',
        comment: 'wrong',
      }),
    );
  });

  it('says why a signature was refused', async () => {
    const api = waiting();
    api.decideApproval.mockRejectedValueOnce(
      new Error('What is to be judged has changed.'),
    );
    await renderPage('/sweeps/run-1/gates', { api });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Approve' }),
    );
    expect(
      await screen.findByText('What is to be judged has changed.'),
    ).toBeInTheDocument();
  });

  it('shows signatures, those that no longer count, and lets one take back the own', async () => {
    const signOffs = [
      {
        by: 'user:default/ben',
        at: NOW,
        decision: 'approved' as const,
        evidenceDigest: 'sha256:evidence',
      },
      {
        by: 'user:default/ana',
        at: NOW,
        decision: 'rejected' as const,
        evidenceDigest: 'sha256:old',
        comment: 'Too early',
      },
    ];
    const { api } = await renderPage('/sweeps/run-1/gates', {
      api: waiting({
        signOffs,
        required: 2,
        approvers: [],
        selfApproval: true,
      }),
    });
    expect(await screen.findByText('1 of 2 signatures')).toBeInTheDocument();
    expect(screen.getByText(/Does not count any more/)).toBeInTheDocument();
    expect(
      screen.getByText(/whoever has the permission to approve/),
    ).toBeInTheDocument();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Withdraw my signature' }),
    );
    await waitFor(() => expect(api.withdrawSignOff).toHaveBeenCalled());
  });

  it('shows approvals that were decided, and what the gates said in total', async () => {
    const api = waiting({
      state: 'rejected',
      decidedAt: NOW,
      reason: 'Too risky.',
    });
    await renderPage('/sweeps/run-1/gates', { api });
    expect(await screen.findByText('Rejected')).toBeInTheDocument();
    expect(screen.getByText(/Too risky/)).toBeInTheDocument();
    const table = await screen.findByRole('table', {
      name: 'Result of each gate over the targets',
    });
    expect(
      within(table).getByRole('rowheader', { name: 'Tests' }),
    ).toBeInTheDocument();
  });

  it('shows the targets behind a number of the gates', async () => {
    await renderPage('/sweeps/run-1/gates', { api: waiting() });
    const table = await screen.findByRole('table', {
      name: 'Result of each gate over the targets',
    });
    const [row] = within(table).getAllByRole('row').slice(1);
    const [number] = within(row).getAllByRole('link');
    await userEvent.click(number);
    const rows = within(
      await screen.findByRole('region', { name: 'Targets of Tests' }),
    );
    expect(rows.getAllByRole('listitem')).toHaveLength(
      Number(number.textContent),
    );
    expect(rows.getAllByRole('link')[0].getAttribute('href')).toMatch(
      /\/targets\/.*\?panel=gates$/,
    );
  });

  it.each([
    [true, 'No approval has been asked for yet.'],
    [false, 'This sweep asks for no approval.'],
  ])(
    'says when there is no approval (asked for: %s)',
    async (approval, words) => {
      const manifest = {
        spec: {
          gates: [],
          rollout: { canary: { approval }, batches: { approval: false } },
        },
      };
      await renderPage('/sweeps/run-1/gates', {
        api: fakeApi({ getRun: async () => aRunDetail({ manifest }) }),
      });
      expect(await screen.findByText(words)).toBeInTheDocument();
      expect(
        screen.getByText('The manifest has no gates.'),
      ).toBeInTheDocument();
    },
  );
});

describe('DiffsTab', () => {
  const group = (index: number, targets: number) => ({
    patchId: `p${index}`,
    artifact: `sha256:${index}`,
    files: 1,
    additions: 1,
    deletions: 1,
    canary: index === 0,
    targets: Array.from({ length: targets }, (_, target) => ({
      id: `t${target}`,
      title: `target ${target}`,
      canary: index === 0 && target === 0,
    })),
  });

  it('shows the same diff once, canaries first, and opens the first', async () => {
    const api = fakeApi({
      listDiffs: async () => ({
        ...pageOf([group(0, 12), group(1, 1)]),
        nextCursor: 'more',
        totalItems: 3,
      }),
    });
    await renderPage('/sweeps/run-1/diffs', { api });
    expect(
      await screen.findByText('the same diff in 12 targets'),
    ).toBeInTheDocument();
    expect(screen.getByText('Canary')).toBeInTheDocument();
    expect(screen.getByText('(canary)')).toHaveTextContent('target 0');
    expect(screen.getByText('and 4 more')).toBeInTheDocument();
    expect(
      await screen.findByRole('region', { name: 'package.json' }),
    ).toBeInTheDocument();
    expect(api.getArtifact).toHaveBeenCalledTimes(1);
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    await waitFor(() =>
      expect(
        api.listDiffs.mock.calls.map(([input]) => input.query?.cursor),
      ).toContain('more'),
    );
  });

  it('says before the start which targets would be canaries', async () => {
    const api = fakeApi({
      getRun: async () => aRunDetail({ status: 'readyToStart', batches: [] }),
      listDiffs: async () => pageOf([group(0, 12), group(1, 1)]),
    });
    await renderPage('/sweeps/run-1/diffs', { api });
    expect(await screen.findByText('Would be a canary')).toBeInTheDocument();
    expect(screen.queryByText('Canary')).not.toBeInTheDocument();
  });

  it.each([
    [
      { alreadyFine: 20 },
      'Every target is already fine: there is nothing to change.',
    ],
    [{ pending: 20 }, 'The dry run makes them. It writes to no repository.'],
  ])('explains why there are none: %j', async (counts, words) => {
    await renderPage('/sweeps/run-1/diffs', {
      api: fakeApi({ getRun: async () => aRunDetail({ counts }) }),
    });
    expect(await screen.findByText(words)).toBeInTheDocument();
  });

  it('says why they could not be loaded', async () => {
    await renderPage('/sweeps/run-1/diffs', {
      api: fakeApi({
        listDiffs: () => Promise.reject(new Error('Not today.')),
      }),
    });
    expect((await screen.findAllByText(/Not today/))[0]).toBeInTheDocument();
  });
});

describe('TimelineTab', () => {
  it('says what happened, who did it and when, and filters by kind in the address', async () => {
    const api = fakeApi({
      listEvents: async () => ({
        ...pageOf([
          anEvent(
            2,
            'target.skipped',
            { by: 'user:default/ana', reason: 'frozen' },
            {
              targetId: 'component.default.a',
              links: [
                { title: 'Log', url: 'artifact:sha256:log' },
                { title: 'Change', url: 'https://git.example.com/1' },
                // eslint-disable-next-line no-script-url
                { title: 'Trap', url: 'javascript:alert(1)' },
              ],
            },
          ),
          anEvent(1, 'run.dryRunStarted', { by: 'user:default/ana' }),
        ]),
        nextCursor: '1',
      }),
    });
    const { address } = await renderPage('/sweeps/run-1/timeline', { api });
    expect(
      await screen.findByText('Was left out: frozen', { exact: false }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'component.default.a' }),
    ).toHaveAttribute(
      'href',
      '/orchestrator/sweeps/run-1/targets/component.default.a',
    );
    expect(screen.getByRole('link', { name: /^Change/ })).toHaveAttribute(
      'href',
      'https://git.example.com/1',
    );
    expect(screen.getByText('Trap').tagName).toBe('SPAN');
    await userEvent.click(screen.getByRole('button', { name: 'Log' }));
    expect(await screen.findByLabelText('Log')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Show older events' }),
    );
    await waitFor(() =>
      expect(
        api.listEvents.mock.calls.map(([input]) => input.query?.cursor),
      ).toContain('1'),
    );
    await userEvent.click(screen.getByLabelText('Kinds of events'));
    await userEvent.click(
      await screen.findByRole('option', { name: /Approvals/ }),
    );
    await waitFor(() =>
      expect(address()).toBe(
        '/orchestrator/sweeps/run-1/timeline?events=approval',
      ),
    );
    await waitFor(() =>
      expect(api.listEvents.mock.calls.at(-1)?.[0].query?.type).toEqual([
        'approval.opened',
        'approval.evidenceChanged',
        'approval.signed',
        'approval.withdrawn',
        'approval.decided',
      ]),
    );
  });

  it('names the person whom the orchestrator saw on the code host', async () => {
    const merged = anEvent(1, 'change.merged', {
      mergeCommit: 'abcdef0123456789',
      by: 'user:default/ben',
      at: NOW,
    });
    await renderPage('/sweeps/run-1/timeline', {
      api: fakeApi({
        listEvents: async () =>
          pageOf([
            {
              ...merged,
              actor: { kind: 'system' as const, ref: 'system:orchestrator' },
            },
          ]),
      }),
    });
    expect(await screen.findByRole('link', { name: 'ben' })).toHaveAttribute(
      'href',
      '/catalog/default/user/ben',
    );
  });

  it('offers to clear a filter that nothing matches', async () => {
    const { address } = await renderPage(
      '/sweeps/run-1/timeline?events=change',
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Clear the filters' }),
    );
    await waitFor(() =>
      expect(address()).toBe('/orchestrator/sweeps/run-1/timeline'),
    );
    expect(
      await screen.findByText('Nothing has happened yet'),
    ).toBeInTheDocument();
  });
});

describe('ReportTab', () => {
  const saved: { name: string; type: string }[] = [];
  beforeEach(() => {
    saved.length = 0;
    let type = '';
    URL.createObjectURL = jest.fn((blob: Blob) => {
      type = blob.type;
      return 'blob:x';
    }) as never;
    URL.revokeObjectURL = jest.fn();
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function click(this: HTMLAnchorElement) {
        saved.push({ name: this.download, type });
      });
  });
  afterEach(() => jest.restoreAllMocks());

  it('shows totals, owners and targets, each number a link to its rows', async () => {
    await renderPage('/sweeps/run-1/report');
    expect(await screen.findByText(/took 2 h 5 min/)).toHaveTextContent(
      '1 thing left to do',
    );
    const owners = within(screen.getByRole('table', { name: 'By owner' }));
    expect(owners.getByRole('link', { name: '14' })).toHaveAttribute(
      'href',
      '/orchestrator/sweeps/run-1?owner=group%3Adefault%2Fpayments&status=open',
    );
    const targets = within(screen.getByRole('table', { name: 'By target' }));
    expect(targets.getByText('Update the runbook.')).toBeInTheDocument();
    expect(targets.getByText('Tests: Passed')).toBeInTheDocument();
  });

  it('can be taken away as Markdown, CSV and JSON', async () => {
    await renderPage('/sweeps/run-1/report');
    for (const format of ['Markdown', 'CSV', 'JSON']) {
      await userEvent.click(
        await screen.findByRole('button', {
          name: `Download the report as ${format}`,
        }),
      );
    }
    await waitFor(() =>
      expect(saved).toEqual([
        { name: 'node-22-report.md', type: 'text/markdown' },
        { name: 'node-22-report.csv', type: 'text/csv' },
        { name: 'node-22-report.json', type: 'application/json' },
      ]),
    );
  });

  it('shows thousands of targets a hundred at a time', async () => {
    const [target] = aReport().targets;
    const targets = Array.from({ length: 250 }, (_, index) => ({
      ...target,
      id: `t${index}`,
      title: `t${index}`,
      revert: { url: 'https://git.example.com/2', state: 'open' },
      gates: [],
      owner: undefined,
    }));
    await renderPage('/sweeps/run-1/report', {
      api: fakeApi({ getReport: async () => aReport({ targets }) }),
    });
    expect(await screen.findByText('t99')).toBeInTheDocument();
    expect(screen.queryByText('t100')).not.toBeInTheDocument();
    await userEvent.click(screen.getByText('Show more (100 of 250)'));
    expect(screen.getByText('t100')).toBeInTheDocument();
  });
});

describe('ManifestTab', () => {
  it('shows the text that was handed in, and all defaults on demand', async () => {
    const { container } = await renderPage('/sweeps/run-1/manifest');
    expect(await screen.findByText('As it was handed in')).toBeInTheDocument();
    expect(container).toHaveTextContent('# Who answers for it.');
    await userEvent.click(
      screen.getByRole('button', { name: 'With all defaults filled in' }),
    );
    expect(container).toHaveTextContent('title: Tests');
  });
});

describe('SweepPage', () => {
  it('says that there is no such tab', async () => {
    await renderPage('/sweeps/run-1/nonsense');
    expect(
      await screen.findByText('There is no such page'),
    ).toBeInTheDocument();
  });

  it('says why a sweep could not be loaded', async () => {
    await renderPage('/sweeps/run-1', {
      api: fakeApi({
        getRun: () => Promise.reject(new Error('No run run-1.')),
      }),
    });
    expect((await screen.findAllByText(/No run run-1/))[0]).toBeInTheDocument();
  });

  it.each([
    [
      'paused',
      {
        pause: {
          reason: '30 % failed',
          cause: 'failureRate' as const,
          at: NOW,
        },
      },
      'Paused because too many targets failed:',
    ],
    [
      'rollingBack',
      { rollback: { reason: 'wrong', by: 'user:default/ana', at: NOW } },
      'Rolled back: wrong',
    ],
  ] as const)('explains a sweep that is %s', async (status, more, words) => {
    await renderPage('/sweeps/run-1', {
      api: fakeApi({
        getRun: async () =>
          aRunDetail({ status, description: 'Why **this**', ...more }),
      }),
    });
    expect(
      await screen.findByText(words, { exact: false }),
    ).toBeInTheDocument();
  });

  it('asks before it goes on in spite of failures', async () => {
    const api = fakeApi({
      getRun: async () =>
        aRunDetail({
          status: 'paused',
          counts: { failed: 4 },
          pause: {
            reason: '30 % failed',
            cause: 'failureRate',
            at: NOW,
            by: 'user:default/ana',
          },
          actions: {
            resume: { allowed: true },
            retryFailed: { allowed: true },
          },
        }),
    });
    await renderPage('/sweeps/run-1', { api });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Resume' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/4 targets have failed/)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Resume' }));
    await waitFor(() => expect(api.resumeRun).toHaveBeenCalled());
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    await userEvent.click(screen.getByRole('button', { name: 'More actions' }));
    await userEvent.click(
      await screen.findByRole('menuitem', { name: /Retry 4 failed targets/ }),
    );
    await waitFor(() =>
      expect(api.retryTargets).toHaveBeenCalledWith({
        params: { runId: 'run-1' },
        body: {},
      }),
    );
  });

  it.each([
    [/^Pause$/, 'pauseRun', 'Pause this sweep?'],
    [/Cancel the sweep/, 'cancelRun', '14 open changes stay open.'],
  ] as const)('takes a reason for %s', async (name, operation, words) => {
    const { api } = await renderPage('/sweeps/run-1');
    if (operation === 'cancelRun') {
      await userEvent.click(
        await screen.findByRole('button', { name: 'More actions' }),
      );
      await userEvent.click(await screen.findByRole('menuitem', { name }));
    } else {
      await userEvent.click(await screen.findByRole('button', { name }));
    }
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(words)).toBeInTheDocument();
    await userEvent.type(dialog.getByLabelText(/Reason/), 'lunch');
    await userEvent.click(dialog.getByRole('button', { name }));
    await waitFor(() =>
      expect(api[operation]).toHaveBeenCalledWith({
        params: { runId: 'run-1' },
        body: { reason: 'lunch' },
      }),
    );
  });

  it('starts over from its manifest', async () => {
    const { address } = await renderPage('/sweeps/run-1');
    await userEvent.click(
      await screen.findByRole('button', { name: 'More actions' }),
    );
    await userEvent.click(
      await screen.findByRole('menuitem', {
        name: /New sweep from this manifest/,
      }),
    );
    await waitFor(() =>
      expect(address()).toBe('/orchestrator/sweeps/new?from=run-1'),
    );
  });
});
