import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  gateOpen,
  renderPage,
  trainApi,
  withRunbook,
  type TrainStory,
} from '../../../__testUtils__';

const PATH = '/trains/train-1/runbook/pilot/payments';

const tick = (
  story: TrainStory,
  runbookStep: string,
  result: 'done' | 'helpNeeded' = 'done',
) =>
  story.product('payments', {
    type: 'tickRunbook',
    wave: 'pilot',
    step: 'migrate',
    runbookStep,
    result,
    by: 'user:default/pia',
    onCall: ['user:default/quinn'],
    note: 'Where is it?',
  });

describe('RunbookPage', () => {
  it('shows one step at a time, with the rollback always in reach', async () => {
    const story = tick(withRunbook(), 'backup');
    const { api } = await renderPage(PATH, { api: trainApi(story) });
    const current = within(
      await screen.findByRole('region', { name: 'Start the migration' }),
    );
    expect(current.getByText('Step 2 of 3')).toBeInTheDocument();
    expect(current.getByRole('timer')).toHaveTextContent('10 min 0 s left');
    expect(current.getByText('migrate-charges')).toBeInTheDocument();
    expect(screen.getByRole('listitem', { current: 'step' })).toHaveTextContent(
      'Start the migration',
    );
    await userEvent.click(current.getByRole('button', { name: 'Done' }));
    await waitFor(() =>
      expect(api.commandProduct).toHaveBeenCalledWith({
        params: { trainId: 'train-1', productId: 'payments' },
        body: {
          command: {
            type: 'tickRunbook',
            wave: 'pilot',
            step: 'migrate',
            runbookStep: 'start',
            result: 'done',
          },
        },
      }),
    );
    await userEvent.click(
      within(screen.getByRole('region', { name: 'Roll back' })).getByRole(
        'button',
        { name: 'Roll back' },
      ),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByRole('checkbox', { name: 'payments' })).toBeChecked();
    expect(dialog.getByText(/takes back 1 product/)).toBeInTheDocument();
  });

  it('says who is on call at all times', async () => {
    const { unmount } = await renderPage(PATH, {
      api: trainApi(withRunbook(), {
        getProductOnCall: async () => ({
          people: [
            { name: 'Quinn', ref: 'user:default/quinn' },
            { name: 'Night shift' },
          ],
        }),
      }),
    });
    expect(await screen.findByText(/On call now/)).toHaveTextContent(
      /On call now: \S*quinn, Night shift/,
    );
    unmount();
    await renderPage(PATH, { api: trainApi(gateOpen()) });
    expect(await screen.findByText(/On call now/)).toHaveTextContent(
      'nobody is known',
    );
  });

  it('does not say that nobody is on call where it could not be asked', async () => {
    await renderPage(PATH, {
      api: trainApi(withRunbook(), {
        getProductOnCall: () => Promise.reject(new Error('The pager is away.')),
      }),
    });
    expect(await screen.findByText(/On call now/)).toHaveTextContent(
      /^On call now: this could not be loaded$/,
    );
  });

  it('asks for help, and says who is on call while the step stays open', async () => {
    const story = tick(withRunbook(), 'backup', 'helpNeeded');
    const { api } = await renderPage(PATH, { api: trainApi(story) });
    expect(
      await screen.findByText(
        /Help is needed: Where is it\? \(on call: user:default\/quinn\)/,
      ),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Failed' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByLabelText(/Note/), 'No backup');
    await userEvent.click(dialog.getByRole('button', { name: 'Failed' }));
    await waitFor(() =>
      expect(api.commandProduct.mock.calls[0]?.[0].body.command).toMatchObject({
        runbookStep: 'backup',
        result: 'failed',
        note: 'No backup',
      }),
    );
  });

  it('says when all is done, and when it is not its turn yet', async () => {
    const story = withRunbook();
    ['backup', 'start', 'compare'].forEach(step => tick(story, step));
    const { unmount } = await renderPage(`${PATH}?step=migrate`, {
      api: trainApi(story),
    });
    expect(
      await screen.findByText('All steps of this runbook are done.'),
    ).toBeInTheDocument();
    unmount();
    await renderPage(PATH, { api: trainApi(gateOpen()) });
    expect(
      await screen.findByText('It has not been the turn of this product yet.'),
    ).toBeInTheDocument();
  });
});
