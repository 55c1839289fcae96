import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aRunDetail,
  anApproval,
  fakeApi,
  renderPage,
  withLayout,
} from '../../__testUtils__';

describe('SweepPage', () => {
  withLayout();

  it('shows title, owner, state, progress and what targets wait for', async () => {
    const api = fakeApi({
      getRun: async () =>
        aRunDetail({
          waiting: [
            {
              reason: 'for the window',
              targets: 5,
              until: '2099-01-01T00:00:00Z',
            },
          ],
        }),
    });
    await renderPage('/sweeps/run-1', { api });
    expect(
      await screen.findByRole('heading', { name: 'Node.js 22 everywhere' }),
    ).toBeInTheDocument();
    expect(screen.getByText('Running')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: /Open 14/ })).toHaveAttribute(
      'href',
      '/orchestrator/sweeps/run-1?status=open',
    );
    expect(
      screen.getByText(/5 targets wait for the window/),
    ).toBeInTheDocument();
  });

  it.each([
    ['planned', 'dryRun', 'Dry run'],
    ['readyToStart', 'start', 'Start the first batch'],
    ['paused', 'resume', 'Resume'],
  ] as const)(
    'offers the one next action of a sweep that is %s',
    async (status, action, label) => {
      const api = fakeApi({
        getRun: async () =>
          aRunDetail({ status, actions: { [action]: { allowed: true } } }),
      });
      await renderPage('/sweeps/run-1', { api });
      await userEvent.click(await screen.findByRole('button', { name: label }));
      const operation = (
        {
          dryRun: api.dryRun,
          start: api.startRun,
          resume: api.resumeRun,
        } as const
      )[action];
      await waitFor(() =>
        expect(operation).toHaveBeenCalledWith({ params: { runId: 'run-1' } }),
      );
    },
  );

  it('leads to the approval while one is open', async () => {
    const api = fakeApi({
      getRun: async () =>
        aRunDetail({ status: 'awaitingApproval', approvals: [anApproval()] }),
    });
    const { address } = await renderPage('/sweeps/run-1', { api });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Review and approve' }),
    );
    await waitFor(() =>
      expect(address()).toBe('/orchestrator/sweeps/run-1/gates'),
    );
  });

  it('says of each action that is off why it is', async () => {
    await renderPage('/sweeps/run-1');
    await userEvent.click(
      await screen.findByRole('button', { name: 'More actions' }),
    );
    const item = within(await screen.findByRole('menu')).getByRole('menuitem', {
      name: /Resume/,
    });
    expect(item).toHaveAttribute('aria-disabled', 'true');
    expect(item).toHaveTextContent('The run is not paused');
  });

  it('saves an archived sweep as a file for administrators, after it has said what is in it', async () => {
    const files: { name: string; content: Blob }[] = [];
    let content = new Blob();
    URL.createObjectURL = jest.fn((blob: Blob) => {
      content = blob;
      return 'blob:x';
    }) as never;
    URL.revokeObjectURL = jest.fn();
    const click = jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function save(this: HTMLAnchorElement) {
        files.push({ name: this.download, content });
      });
    const api = fakeApi({
      getRun: async () =>
        aRunDetail({
          status: 'finished',
          archivedAt: '2026-03-01T12:00:00.000Z',
        }),
      exportRun: async () =>
        (async function* pieces() {
          yield new Uint8Array([1, 2]);
          yield new Uint8Array([3]);
        })(),
    });
    await renderPage('/sweeps/run-1', { api });
    await userEvent.click(
      await screen.findByRole('button', { name: 'More actions' }),
    );
    await userEvent.click(
      await screen.findByRole('menuitem', { name: 'Export as a file' }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('Secrets in diffs and logs');
    expect(api.exportRun).not.toHaveBeenCalled();
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Export' }),
    );
    await waitFor(() =>
      expect(files).toMatchObject([
        {
          name: 'run-1.jsonl.gz',
          content: { size: 3, type: 'application/gzip' },
        },
      ]),
    );
    click.mockRestore();
  });

  it('asks before a rollback, says what it does in numbers, and takes a reason', async () => {
    const { api } = await renderPage('/sweeps/run-1');
    await userEvent.click(
      await screen.findByRole('button', { name: 'More actions' }),
    );
    await userEvent.click(
      await screen.findByRole('menuitem', { name: /Roll back/ }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent(
      'This closes 14 open changes and reverts 3 merged ones.',
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Roll back' }),
    );
    expect(dialog).toHaveTextContent('Say why: the owners will ask.');
    expect(api.rollback).not.toHaveBeenCalled();
    await userEvent.type(
      within(dialog).getByLabelText(/Reason/),
      'wrong version',
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Roll back' }),
    );
    await waitFor(() =>
      expect(api.rollback).toHaveBeenCalledWith({
        params: { runId: 'run-1' },
        body: { reason: 'wrong version' },
      }),
    );
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
  });

  it('lets a person override the window that holds the sweep up, with a reason', async () => {
    const api = fakeApi({
      getRun: async () =>
        aRunDetail({
          closedWindow: {
            reason: 'Closed by the deny window “Year end”.',
            since: '2030-01-01T00:00:00.000Z',
          },
          actions: { overrideWindow: { allowed: true } },
        }),
    });
    await renderPage('/sweeps/run-1', { api });
    await userEvent.click(
      await screen.findByRole('button', { name: 'More actions' }),
    );
    await userEvent.click(
      await screen.findByRole('menuitem', { name: /Override the window/ }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('Closed by the deny window “Year end”.');
    await userEvent.type(within(dialog).getByLabelText(/Reason/), 'CVE');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Override the window' }),
    );
    await waitFor(() =>
      expect(api.overrideWindow).toHaveBeenCalledWith({
        params: { runId: 'run-1' },
        body: { reason: 'CVE' },
      }),
    );
  });
});
