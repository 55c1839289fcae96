import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  gateOpen,
  readyToDepart,
  renderPage,
  TRAIN_SOURCE,
  trainApi,
  trainManifestOf,
  type TrainStory,
} from '../../../__testUtils__';

async function openCell(story: TrainStory, cell: string) {
  const page = await renderPage(
    `/trains/train-1?cell=${encodeURIComponent(cell)}`,
    { api: trainApi(story) },
  );
  const panel = within(
    await screen.findByRole('dialog', { name: 'Evidence of a criterion' }),
  );
  return { ...page, panel };
}

/** The dialog that lies over the panel. */
async function question() {
  await waitFor(() => expect(screen.getAllByRole('dialog')).toHaveLength(1));
  return within(screen.getByRole('dialog'));
}

describe('CriterionPanel', () => {
  it('ticks an item of a checklist with a note and a link', async () => {
    const { panel, api } = await openCell(
      gateOpen(),
      'card-vault/go-no-go/readiness',
    );
    await userEvent.click(
      panel.getByRole('button', { name: /^Tick: Release notes/ }),
    );
    const dialog = await question();
    await userEvent.type(dialog.getByLabelText('Note'), 'Read');
    await userEvent.type(
      dialog.getByLabelText('Link to what you have seen'),
      'https://docs.example.com',
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Tick' }));
    await waitFor(() =>
      expect(api.commandProduct).toHaveBeenCalledWith({
        params: { trainId: 'train-1', productId: 'card-vault' },
        body: {
          command: {
            type: 'tick',
            gate: 'go-no-go',
            criterion: 'readiness',
            item: 'notes',
            done: true,
            says: 'Release notes are written, and support has seen them',
            note: 'Read',
            evidence: [
              {
                title: 'https://docs.example.com',
                url: 'https://docs.example.com',
              },
            ],
          },
        },
      }),
    );
  });

  it('shows checks and risks of a product with their owners and dates, and ticks them as they are', async () => {
    const source = TRAIN_SOURCE.replace(
      'criteria:\n',
      'criteria:\n        - { id: cleared, title: Cleared, products: [card-vault], checks: {} }\n',
    );
    const { panel, api } = await openCell(
      gateOpen(source),
      'card-vault/go-no-go/cleared',
    );
    const [check, risk] = within(
      panel.getByRole('region', { name: 'Checklist' }),
    ).getAllByRole('listitem');
    expect(check).toHaveTextContent(/Legal: The auditor agreesDue/);
    expect(risk).toHaveTextContent(
      /Risk: The audit scope growsLikelihood low, impact high\. Mitigation: The mandate .*Overdue since/,
    );
    expect(check).toHaveTextContent(/For .*team-payments/);
    await userEvent.click(
      panel.getByRole('button', { name: 'Tick: The auditor agrees' }),
    );
    const dialog = await question();
    await userEvent.type(dialog.getByLabelText('Note'), 'Letter of May');
    await userEvent.click(dialog.getByRole('button', { name: 'Tick' }));
    await waitFor(() =>
      expect(api.commandProduct.mock.calls[0]?.[0].body.command).toEqual({
        type: 'tick',
        gate: 'go-no-go',
        criterion: 'cleared',
        item: 'check/pci-review',
        done: true,
        says: 'Legal: The auditor agrees',
        note: 'Letter of May',
        evidence: [],
      }),
    );
  });

  it('says that what was ticked has changed since', async () => {
    const story = gateOpen().answer('card-vault', 'go-no-go', 'readiness');
    const manifest = trainManifestOf(
      TRAIN_SOURCE.replace('Release notes are written', 'Notes are written'),
    );
    story.train({
      type: 'revise',
      by: 'user:default/ana',
      reason: 'Other words',
      manifest,
      changeDigest: 'sha256:1',
      plan: { ...story.state.plan, revision: 2 },
    });
    const { panel } = await openCell(story, 'card-vault/go-no-go/readiness');
    expect(
      panel.getByText('It has changed since it was ticked: look again.'),
    ).toBeInTheDocument();
    expect(
      panel.getByRole('button', { name: /^Tick: Notes are written/ }),
    ).toBeInTheDocument();
  });

  it('lets a criterion go by with a reason and an end, and says the longest', async () => {
    const { panel, api } = await openCell(
      gateOpen(),
      'card-vault/go-no-go/on-call',
    );
    await userEvent.click(panel.getByRole('button', { name: 'Let it go by' }));
    const dialog = await question();
    expect(
      dialog.getByText('The longest for this criticality is 7d.'),
    ).toBeInTheDocument();
    await userEvent.type(dialog.getByLabelText(/Reason/), 'Holidays');
    await userEvent.click(dialog.getByRole('button', { name: 'Let it go by' }));
    await waitFor(() =>
      expect(api.commandProduct.mock.calls[0]?.[0].body.command).toEqual({
        type: 'waive',
        gate: 'go-no-go',
        criterion: 'on-call',
        reason: 'Holidays',
        expiresAt: '2030-03-27T08:57:00.000Z',
      }),
    );
  });

  it('looks again at what is asked once for the train, and takes a verdict on what is inconclusive', async () => {
    const story = gateOpen().gate('go-no-go', {
      type: 'record',
      gate: 'go-no-go',
      criterion: 'node-22',
      result: {
        status: 'inconclusive',
        summary: 'The sweep is still running.',
        evidence: [{ title: 'Sweep', url: '/orchestrator/sweeps/run-1' }],
        facts: { open: 3 },
      },
      by: 'system:evidence',
    });
    const { panel, api } = await openCell(story, 'train/go-no-go/node-22');
    expect(panel.getByRole('link', { name: 'Sweep' })).toBeInTheDocument();
    expect(panel.getByLabelText('What was found')).toHaveTextContent('open: 3');
    await userEvent.click(panel.getByRole('button', { name: 'Look again' }));
    await waitFor(() =>
      expect(api.commandGate.mock.calls[0]?.[0]).toEqual({
        params: { trainId: 'train-1', gateId: 'go-no-go' },
        body: {
          command: {
            type: 'refresh',
            gate: 'go-no-go',
            criterion: 'node-22',
          },
        },
      }),
    );
    await userEvent.click(
      panel.getByRole('button', { name: 'Give a verdict' }),
    );
    const dialog = await question();
    await userEvent.selectOptions(
      dialog.getByLabelText('It counts as'),
      'pass',
    );
    await userEvent.type(dialog.getByLabelText(/Reason/), 'All but one');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Give a verdict' }),
    );
    await waitFor(() =>
      expect(api.commandGate.mock.calls[1]?.[0].body.command).toMatchObject({
        type: 'giveVerdict',
        status: 'pass',
        reason: 'All but one',
      }),
    );
  });

  it('signs the evidence of one product, and shows who has decided what', async () => {
    const story = gateOpen();
    const { panel, api } = await openCell(story, 'payments/go-no-go/owner');
    expect(panel.getByText(/2 people out of/)).toBeInTheDocument();
    await userEvent.click(panel.getByRole('button', { name: 'Sign' }));
    const dialog = await question();
    await userEvent.click(dialog.getByRole('button', { name: 'Sign' }));
    const part = story
      .detail()
      .board[0].parts.find(one => one.part === 'payments')!;
    await waitFor(() =>
      expect(api.commandProduct.mock.calls[0]?.[0].body.command).toEqual({
        type: 'signCriterion',
        gate: 'go-no-go',
        criterion: 'owner',
        decision: 'approved',
        evidenceDigest: part.subjectDigest,
      }),
    );
  });

  it('shows the history of one criterion alone', async () => {
    const { panel } = await openCell(readyToDepart(), 'shop/go-no-go/on-call');
    await userEvent.click(
      panel.getByRole('button', { name: 'Show the history' }),
    );
    expect(
      await panel.findByText('shop: on-call is Pass. All well'),
    ).toBeInTheDocument();
    expect(panel.queryByText(/payments: on-call/)).not.toBeInTheDocument();
  });

  it('says that nothing of the name is asked', async () => {
    const { panel } = await openCell(gateOpen(), 'shop/go-no-go/owner');
    expect(
      panel.getByText('Nothing of this name is asked here'),
    ).toBeInTheDocument();
  });
});
