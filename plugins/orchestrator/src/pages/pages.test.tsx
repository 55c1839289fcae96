import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aChange,
  aLocalChange,
  anInboxItem,
  aRun,
  aRunDetail,
  anApproval,
  fakeApi,
  FakeSignals,
  pageOf,
  renderPage,
  someWork,
} from '../__testUtils__';

describe('OverviewPage', () => {
  it('shows what waits, what runs and what limits it, and what ended', async () => {
    const api = fakeApi({
      getInbox: async () => ({ ...pageOf([anInboxItem()]), totalItems: 7 }),
      listRuns: async input =>
        JSON.stringify(input?.query).includes('finished')
          ? {
              ...pageOf([
                aRun({
                  id: 'old',
                  title: 'Old sweep',
                  status: 'finished',
                  outcome: 'succeeded',
                }),
              ]),
              totalItems: 9,
            }
          : { ...pageOf([aRun()]), totalItems: 12 },
      getRun: async () =>
        aRunDetail({ waiting: [{ reason: 'for their batch', targets: 1 }] }),
    });
    await renderPage('', { api });
    expect(
      await screen.findByRole('heading', { name: '7 things wait for you' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', {
        name: 'May the sweep go on after the canary?',
      }),
    ).toHaveAttribute('href', '/orchestrator/sweeps/run-1/gates');
    expect(
      await screen.findByText(/1 target waits for their batch/),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Old sweep' })).toHaveAttribute(
      'href',
      '/orchestrator/sweeps/old/report',
    );
    expect(
      screen.getByRole('link', { name: 'All 7 in the inbox' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'All 12 sweeps' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'All 9 sweeps that ended' }),
    ).toBeInTheDocument();
  });

  it('shows the ways to start where nothing was started yet', async () => {
    const { address } = await renderPage('', {
      api: fakeApi({ listRuns: async () => pageOf([]) }),
    });
    expect(
      await screen.findByRole('heading', {
        name: 'Start your first sweep or train',
      }),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Plan a train' })).toHaveAttribute(
      'href',
      '/orchestrator/new-train',
    );
    const card = within(
      screen.getByRole('region', { name: 'Edit JSON or YAML' }),
    );
    await userEvent.click(card.getByRole('link', { name: 'Start from this' }));
    await waitFor(() =>
      expect(address()).toBe('/orchestrator/sweeps/new?preset=editJson'),
    );
  });

  it('says of each part why it could not be loaded', async () => {
    await renderPage('', {
      api: fakeApi({
        getInbox: () => Promise.reject(new Error('The inbox is away.')),
      }),
    });
    expect(
      (await screen.findAllByText(/The inbox is away/))[0],
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('article', { name: 'Node.js 22 everywhere' }),
    ).toBeInTheDocument();
  });
});

describe('SweepsPage', () => {
  it('asks for what the address filters by', async () => {
    const { api } = await renderPage(
      '/sweeps?status=running&status=nonsense&owner=group:default/a&label=tier%3D1&mine=true&q=node&entity=component:default/x',
    );
    expect(
      await screen.findByRole('link', { name: 'Node.js 22 everywhere' }),
    ).toHaveAttribute('href', '/orchestrator/sweeps/run-1');
    expect(api.listRuns.mock.calls[0][0]?.query).toMatchObject({
      status: ['running'],
      owner: ['group:default/a'],
      label: ['tier=1'],
      mine: 'true',
      q: 'node',
      entity: 'component:default/x',
    });
  });

  it('puts filters into the address and pages by cursor', async () => {
    const api = fakeApi({
      listRuns: async () => ({
        ...pageOf([aRun()]),
        nextCursor: 'c1',
        totalItems: 2,
      }),
    });
    const { address } = await renderPage('/sweeps', { api });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Show more' }),
    );
    await waitFor(() =>
      expect(api.listRuns.mock.calls[1][0]?.query?.cursor).toBe('c1'),
    );
    await userEvent.click(
      screen.getByRole('checkbox', { name: 'Owned by me' }),
    );
    await waitFor(() =>
      expect(address()).toBe('/orchestrator/sweeps?mine=true'),
    );
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Owner' }),
      'group:default/a',
    );
    await waitFor(() =>
      expect(address()).toContain('owner=group%3Adefault%2Fa'),
    );
    await userEvent.click(screen.getByLabelText('State'));
    await userEvent.click(
      await screen.findByRole('option', { name: /Paused/ }),
    );
    await waitFor(() => expect(address()).toContain('status=paused'));
  });

  it('says of an empty list whether the filters or the portal are the reason', async () => {
    const { address } = await renderPage('/sweeps?q=zzz', {
      api: fakeApi({ listRuns: async () => pageOf([]) }),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Clear the filters' }),
    );
    await waitFor(() => expect(address()).toBe('/orchestrator/sweeps'));
    expect(
      await screen.findByText('No sweep has been started yet'),
    ).toBeInTheDocument();
  });

  it('says why the list could not be loaded', async () => {
    await renderPage('/sweeps', {
      api: fakeApi({
        listRuns: () => Promise.reject(new Error('No database.')),
      }),
    });
    expect((await screen.findAllByText(/No database/))[0]).toBeInTheDocument();
  });
});

describe('ChangePage', () => {
  it('shows the change, its diff, its body and what was said', async () => {
    const api = fakeApi({
      getLocalChange: async () =>
        aLocalChange({
          mergeable: false,
          mergeableReason: 'It conflicts with main.',
          conversation: [
            {
              id: '1',
              kind: 'changesRequested',
              by: 'user:default/ana',
              at: '2026-03-01T12:00:00Z',
              text: 'Not **yet**.',
            },
          ],
        }),
    });
    await renderPage('/changes/change-1', { api });
    expect(
      await screen.findByRole('heading', { name: 'Ask for Node.js 22' }),
    ).toBeInTheDocument();
    expect(screen.getByText('It conflicts with main.')).toBeInTheDocument();
    expect(screen.getByText('yet').tagName).toBe('STRONG');
    expect(
      await screen.findByRole('region', { name: 'package.json' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Part of a sweep' }),
    ).toHaveAttribute(
      'href',
      '/orchestrator/sweeps/run-1/targets/component.default.service-0000',
    );
  });

  it('approves, and says why it can not be merged', async () => {
    const { api } = await renderPage('/changes/change-1');
    const merge = await screen.findByRole('button', {
      name: /Merge|approved yet/,
    });
    expect(merge).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(screen.getByRole('button', { name: 'Approve' }));
    await waitFor(() =>
      expect(api.reviewLocalChange).toHaveBeenCalledWith({
        params: { changeId: 'change-1' },
        body: { verdict: 'approved', headCommit: 'c0ffee0000000000' },
      }),
    );
  });

  it('asks for words before changes are requested', async () => {
    const { api } = await renderPage('/changes/change-1');
    const request = await screen.findByRole('button', {
      name: /Request changes|Write a comment/,
    });
    expect(request).toHaveAttribute('aria-disabled', 'true');
    await userEvent.type(screen.getByLabelText('Comment'), 'Please use 24.');
    await userEvent.click(
      screen.getByRole('button', { name: 'Request changes' }),
    );
    await waitFor(() =>
      expect(api.reviewLocalChange).toHaveBeenCalledWith({
        params: { changeId: 'change-1' },
        body: {
          verdict: 'changesRequested',
          headCommit: 'c0ffee0000000000',
          text: 'Please use 24.',
        },
      }),
    );
    await waitFor(() =>
      expect(screen.getByLabelText('Comment')).toHaveValue(''),
    );
  });

  it('ends a draft, and has no button for that on another change', async () => {
    let current = aLocalChange({
      change: aChange({ state: 'draft' }),
      actions: { markReady: { allowed: true } },
    });
    const { api } = await renderPage('/changes/change-1', {
      api: fakeApi({
        getLocalChange: async () => current,
        markLocalChangeReady: async () => {
          current = aLocalChange();
          return current;
        },
      }),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Ready for review' }),
    );
    await waitFor(() =>
      expect(api.markLocalChangeReady).toHaveBeenCalledWith({
        params: { changeId: 'change-1' },
      }),
    );
    await waitFor(() =>
      expect(
        screen.queryByRole('button', { name: 'Ready for review' }),
      ).not.toBeInTheDocument(),
    );
    expect(screen.getByRole('button', { name: 'Approve' })).toBeInTheDocument();
  });

  it('opens a closed change again', async () => {
    const closed = aLocalChange({
      change: aChange({ state: 'closed' }),
      actions: { reopen: { allowed: true } },
    });
    const { api } = await renderPage('/changes/change-1', {
      api: fakeApi({
        getLocalChange: async () => closed,
        reopenLocalChange: async () => aLocalChange(),
      }),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Open again' }),
    );
    await waitFor(() =>
      expect(api.reopenLocalChange).toHaveBeenCalledWith({
        params: { changeId: 'change-1' },
      }),
    );
  });

  it('merges and closes after asking once', async () => {
    const actions = { merge: { allowed: true }, close: { allowed: true } };
    const { api } = await renderPage('/changes/change-1', {
      api: fakeApi({
        getLocalChange: async () => aLocalChange({ actions }),
        closeLocalChange: async () => aLocalChange({ actions }),
      }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Close' }));
    let dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/Closes 1 change/)).toBeInTheDocument();
    await userEvent.type(dialog.getByLabelText(/Reason/), 'wrong');
    await userEvent.click(dialog.getByRole('button', { name: 'Close' }));
    await waitFor(() =>
      expect(api.closeLocalChange).toHaveBeenCalledWith({
        params: { changeId: 'change-1' },
        body: { reason: 'wrong' },
      }),
    );
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Merge' }));
    dialog = within(await screen.findByRole('dialog'));
    expect(
      dialog.getByText('Merges 1 change into main of payments-api.'),
    ).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Merge' }));
    await waitFor(() =>
      expect(api.mergeLocalChange).toHaveBeenCalledWith({
        params: { changeId: 'change-1' },
        body: { headCommit: 'c0ffee0000000000' },
      }),
    );
  });
});

describe('InboxPage', () => {
  const items = [
    anInboxItem(),
    anInboxItem({
      kind: 'failedTarget',
      approvalId: undefined,
      question: 'Try a again?',
      url: 'sweeps/run-1/targets/a',
    }),
    anInboxItem({
      kind: 'review',
      approvalId: undefined,
      targetId: 'b',
      question: 'Review b?',
      url: 'changes/change-1',
    }),
    anInboxItem({
      kind: 'diffAcceptance',
      approvalId: undefined,
      targetId: 'c',
      question: 'Accept the diff of c?',
    }),
  ];
  const withItems = () =>
    fakeApi({
      getInbox: async () => pageOf(items),
      getRun: async () => aRunDetail({ approvals: [anApproval()] }),
    });

  it('signs an approval with the digest of what is judged', async () => {
    const { api } = await renderPage('/inbox', { api: withItems() });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Approve' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/3 merged, 0 failed/)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Approve' }));
    await waitFor(() =>
      expect(api.decideApproval).toHaveBeenCalledWith({
        params: { runId: 'run-1', approvalId: 'approval-1' },
        body: { decision: 'approved', evidenceDigest: 'sha256:evidence' },
      }),
    );
  });

  it('decides many at once, leaves out reviews, and says which did not work', async () => {
    const api = withItems();
    api.retryTargets.mockRejectedValueOnce(new Error('It is under way.'));
    await renderPage('/inbox', { api });
    for (const box of await screen.findAllByRole('checkbox')) {
      await userEvent.click(box);
    }
    const bar = within(screen.getByRole('toolbar'));
    expect(bar.getByText('3 chosen')).toBeInTheDocument();
    await userEvent.click(
      bar.getByRole('button', { name: 'Approve / Retry / Accept' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      dialog.getByRole('heading', { name: 'Go on with these 3?' }),
    ).toBeInTheDocument();
    await userEvent.click(
      dialog.getByRole('button', { name: 'Approve / Retry / Accept' }),
    );
    expect(await dialog.findByText(/It is under way/)).toBeInTheDocument();
    expect(api.decideApproval).toHaveBeenCalledTimes(1);
    expect(api.acceptDiffs).toHaveBeenCalledWith({
      params: { runId: 'run-1' },
      body: { targets: ['c'] },
    });
  });

  it('has the evidence of each beside it: what an approval judges, and the diff that is to be accepted', async () => {
    const { api } = await renderPage('/inbox', { api: withItems() });
    for (const box of await screen.findAllByRole('checkbox')) {
      await userEvent.click(box);
    }
    await userEvent.click(
      within(screen.getByRole('toolbar')).getByRole('button', {
        name: 'Approve / Retry / Accept',
      }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    const of = (name: string) => within(dialog.getByRole('listitem', { name }));
    expect(
      of('May the sweep go on after the canary?').getByRole('link', {
        name: 'See the targets of this batch',
      }),
    ).toBeInTheDocument();
    const diff = of('Accept the diff of c?');
    expect(api.getTarget).not.toHaveBeenCalled();
    await userEvent.click(diff.getByRole('button', { name: 'Diff' }));
    await waitFor(() =>
      expect(api.getTarget).toHaveBeenCalledWith(
        { params: { runId: 'run-1', targetId: 'c' } },
        expect.anything(),
      ),
    );
  });

  it('can be worked through by keyboard', async () => {
    const { api, address } = await renderPage('/inbox', { api: withItems() });
    const rows = await screen.findAllByRole('listitem', { name: /\?$/ });
    await userEvent.keyboard('x');
    expect(within(rows[0]).getByRole('checkbox')).not.toBeChecked();
    await userEvent.keyboard('j');
    expect(rows[0]).toHaveFocus();
    await userEvent.keyboard('j');
    expect(rows[1]).toHaveFocus();
    await userEvent.keyboard('x');
    expect(within(rows[1]).getByRole('checkbox')).toBeChecked();
    await userEvent.keyboard('jjxr');
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      dialog.getByText(
        'One of the chosen takes no such answer: it stays chosen.',
      ),
    ).toBeInTheDocument();
    await userEvent.type(dialog.getByLabelText(/Reason/), 'not worth it');
    await userEvent.click(dialog.getByRole('button', { name: 'Skip' }));
    await waitFor(() =>
      expect(api.skipTargets).toHaveBeenCalledWith({
        params: { runId: 'run-1' },
        body: { targets: ['c'], reason: 'not worth it' },
      }),
    );
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    rows[1].focus();
    await userEvent.keyboard('jk{Enter}');
    await waitFor(() =>
      expect(address()).toBe('/orchestrator/sweeps/run-1/targets/a'),
    );
  });

  it('opens the evidence of every item, also of those that need it', async () => {
    await renderPage('/inbox', { api: withItems() });
    expect(
      await screen.findByRole('button', { name: 'Open: Review b?' }),
    ).toHaveAttribute('href', '/orchestrator/changes/change-1');
    expect(screen.getAllByRole('button', { name: /^Open: / })).toHaveLength(4);
  });

  it('leaves a row that somebody else has answered where it is while the pointer is on the list', async () => {
    const signals = new FakeSignals();
    const api = withItems();
    await renderPage('/inbox', { api, signals });
    const list = await screen.findByRole('list', { name: 'Inbox' });
    await userEvent.hover(list);
    api.getInbox.mockResolvedValue(pageOf(items.slice(1)));
    await new Promise(resolve => setTimeout(resolve, 1_100));
    signals.send();
    expect(
      await within(list).findByText('Answered in the meantime'),
    ).toBeInTheDocument();
    await userEvent.unhover(list);
    await waitFor(() =>
      expect(
        within(list).queryByText('Answered in the meantime'),
      ).not.toBeInTheDocument(),
    );
    expect(within(list).getAllByRole('listitem')).toHaveLength(3);
  });

  it('says that nothing waits', async () => {
    await renderPage('/inbox');
    expect(
      await screen.findByText('Nothing waits for you'),
    ).toBeInTheDocument();
  });

  it('says why it could not be loaded', async () => {
    await renderPage('/inbox', {
      api: fakeApi({ getInbox: () => Promise.reject(new Error('Away.')) }),
    });
    expect((await screen.findAllByText(/Away/))[0]).toBeInTheDocument();
  });
});

describe('OrchestratorPages', () => {
  it('marks the page that one is on, and says when there is none', async () => {
    await renderPage('/nonsense');
    expect(
      await screen.findByText('There is no such page'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('link', { name: 'Operator' }));
    expect(
      await screen.findByRole('link', { name: 'Operator' }),
    ).toHaveAttribute('aria-current', 'page');
  });

  it('says since when it is out of date while refreshing fails', async () => {
    const api = fakeApi();
    api.getWork
      .mockResolvedValueOnce(someWork())
      .mockRejectedValue(new Error('offline'));
    await renderPage('/operator', { api });
    await screen.findByRole('region', { name: 'Dead letters' });
    await userEvent.click(screen.getByRole('button', { name: 'Refresh now' }));
    expect(await screen.findByText(/Out of date since/)).toBeInTheDocument();
    expect(
      screen.getByRole('region', { name: 'Dead letters' }),
    ).toBeInTheDocument();
  });
});
