import {
  trainInbox,
  type TrainInboxItem,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  anInboxItem,
  departing,
  FakeSignals,
  gateOpen,
  pageOf,
  readyToDepart,
  renderPage,
  TRAIN_SOURCE,
  trainApi,
  trainManifestOf,
  TrainStory,
  withRunbook,
} from '../../__testUtils__';

/** Somebody who is everything to everybody. */
const VIEWER = {
  ref: 'user:default/ben',
  ownershipRefs: [
    'user:default/ben',
    'group:default/commerce',
    'group:default/technology',
    'group:default/team-payments',
    'group:default/team-checkout',
  ],
};

/** What a backend says that a train waits for. */
function itemsOf(story: TrainStory): TrainInboxItem[] {
  const { state: train, products, gates, now } = story;
  return trainInbox({ train, products, gates }, VIEWER, now);
}

async function openInbox(
  story: TrainStory,
  items: TrainInboxItem[],
  signals?: FakeSignals,
) {
  const api = trainApi(story, { getTrainInbox: async () => ({ items }) });
  return renderPage('/inbox', { api, signals });
}

/** Opens the inbox with one item of a kind, and its panel. */
async function answer(
  story: TrainStory,
  is: (item: TrainInboxItem) => boolean,
  signals?: FakeSignals,
) {
  const item = itemsOf(story).find(is)!;
  const page = await openInbox(story, [item], signals);
  await userEvent.click(
    await screen.findByRole('button', { name: `Answer: ${item.question}` }),
  );
  const panel = within(
    await screen.findByRole('dialog', { name: 'Answer a train' }),
  );
  return { ...page, panel, item };
}

/** All evidence is there for which nobody signs: what is signed before becomes stale with it. */
function allButSignOffs(): TrainStory {
  const story = gateOpen();
  for (const { id: gate, parts } of story.detail().board) {
    for (const { part, cells } of parts) {
      cells
        .filter(({ kind }) => kind !== 'signOff')
        .forEach(({ criterion }) => story.answer(part, gate, criterion));
    }
  }
  return story;
}

/** The dialog that lies over the panel. */
async function question() {
  await waitFor(() => expect(screen.getAllByRole('dialog')).toHaveLength(1));
  return within(screen.getByRole('dialog'));
}

/** The deadline has come, and nobody has said that they are ready. */
const deadline = () => gateOpen().at('2030-03-26T08:58:10.000Z');

const commandOf = (call: jest.Mock) => call.mock.calls[0]?.[0];

describe('Inbox of trains', () => {
  it('mixes trains with sweeps by how long they wait, and links each to where it is answered', async () => {
    const story = deadline();
    const late = '2100-01-01T00:00:00.000Z';
    const api = trainApi(story, {
      getInbox: async () => ({
        ...pageOf([anInboxItem({ since: late })]),
        totalItems: 3,
      }),
      getTrainInbox: async () => ({ items: itemsOf(story) }),
    });
    await renderPage('/inbox', { api });
    const rows = await screen.findAllByRole('listitem', { name: /\?$/ });
    expect(rows).toHaveLength(itemsOf(story).length + 1);
    expect(rows[rows.length - 1]).toHaveAccessibleName(
      'May the sweep go on after the canary?',
    );
    const linkOf = (name: RegExp) =>
      within(screen.getAllByRole('listitem', { name })[0]).getByRole('link', {
        name: 'Spring checkout',
      });
    expect(linkOf(/Everything is merged: is card-vault/)).toHaveAttribute(
      'href',
      '/orchestrator/trains/train-1/timeline',
    );
    expect(linkOf(/Release notes are written.*card-vault/)).toHaveAttribute(
      'href',
      '/orchestrator/trains/train-1?cell=card-vault%2Fgo-no-go%2Freadiness',
    );
    expect(linkOf(/go out\?/)).toHaveAttribute(
      'href',
      '/orchestrator/trains/train-1/communications',
    );
  });

  it('shows sweeps while trains cannot be loaded, and says why', async () => {
    const api = trainApi(gateOpen(), {
      getInbox: async () => pageOf([anInboxItem()]),
      getTrainInbox: () => Promise.reject(new Error('Trains are away.')),
    });
    await renderPage('/inbox', { api });
    expect(
      (await screen.findAllByText(/Trains are away/))[0],
    ).toBeInTheDocument();
    expect(
      screen.getByRole('listitem', { name: /after the canary/ }),
    ).toBeInTheDocument();
  });

  it('signs the evidence of a gate that was shown when the dialog opened, whatever comes after', async () => {
    const story = gateOpen().answerAll();
    const signals = new FakeSignals();
    const { api, panel } = await answer(
      story,
      ({ kind }) => kind === 'gate',
      signals,
    );
    const seen = story.detail().board[0].digest;
    await userEvent.click(await panel.findByRole('button', { name: 'Sign' }));
    const dialog = await question();
    const loads = api.getTrain.mock.calls.length;
    const later = story.detail();
    later.board[0].digest = 'sha256:new-evidence';
    later.board[0].title = 'Asked anew';
    api.getTrain.mockResolvedValue(later);
    signals.send('train-1');
    await waitFor(() =>
      expect(api.getTrain.mock.calls.length).toBeGreaterThan(loads),
    );
    await userEvent.type(dialog.getByLabelText(/Comment/), 'All seen');
    await userEvent.click(dialog.getByRole('button', { name: 'Sign' }));
    await waitFor(() =>
      expect(commandOf(api.commandGate)).toEqual({
        params: { trainId: 'train-1', gateId: 'go-no-go' },
        body: {
          command: {
            type: 'sign',
            decision: 'approved',
            evidenceDigest: seen,
            comment: 'All seen',
          },
        },
      }),
    );
  });

  it('says no to a gate with the reason', async () => {
    const story = gateOpen().answerAll();
    const { api, panel, item } = await answer(
      story,
      ({ kind }) => kind === 'gate',
    );
    await userEvent.click(
      await panel.findByRole('button', { name: 'Sign against it' }),
    );
    const dialog = await question();
    await userEvent.type(dialog.getByLabelText(/Comment/), 'Too early');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Sign against it' }),
    );
    await waitFor(() =>
      expect(commandOf(api.commandGate)?.body.command).toEqual({
        type: 'sign',
        decision: 'rejected',
        evidenceDigest: item.digest,
        comment: 'Too early',
      }),
    );
  });

  it('signs a criterion, and says when it no longer waits', async () => {
    const { api, panel, item } = await answer(
      allButSignOffs(),
      ({ kind }) => kind === 'signOff',
    );
    await userEvent.click(await panel.findByRole('button', { name: 'Sign' }));
    api.getTrainInbox.mockResolvedValue({ items: [] });
    const dialog = await question();
    await userEvent.click(dialog.getByRole('button', { name: 'Sign' }));
    await waitFor(() =>
      expect(commandOf(api.commandProduct)).toEqual({
        params: { trainId: 'train-1', productId: item.product },
        body: {
          command: {
            type: 'signCriterion',
            gate: 'go-no-go',
            criterion: item.criterion,
            decision: 'approved',
            evidenceDigest: item.digest,
          },
        },
      }),
    );
    expect(
      await panel.findByText('This no longer waits for you.'),
    ).toBeInTheDocument();
  });

  it('ticks an item of a checklist', async () => {
    const { api, panel, item } = await answer(
      gateOpen(),
      ({ kind, subject }) => kind === 'checklist' && subject === 'notes',
    );
    await userEvent.click(
      await panel.findByRole('button', {
        name: /^Tick: Release notes are written/,
      }),
    );
    const dialog = await question();
    await userEvent.type(dialog.getByLabelText('Note'), 'Read');
    await userEvent.click(dialog.getByRole('button', { name: 'Tick' }));
    await waitFor(() =>
      expect(commandOf(api.commandProduct)).toEqual({
        params: { trainId: 'train-1', productId: item.product },
        body: {
          command: {
            type: 'tick',
            gate: 'go-no-go',
            criterion: item.criterion,
            item: 'notes',
            done: true,
            says: item.says,
            note: 'Read',
            evidence: [],
          },
        },
      }),
    );
  });

  it('gives a verdict on an inconclusive criterion', async () => {
    const story = gateOpen();
    const [{ parts: all, id: gate }] = story.detail().board;
    const parts = all.filter(({ part }) => part !== 'train');
    const { criterion } = parts[0].cells.find(
      ({ kind }) => kind !== 'checklist' && kind !== 'signOff',
    )!;
    story.product(parts[0].part, {
      type: 'record',
      gate,
      criterion,
      result: {
        status: 'inconclusive',
        summary: 'Too few samples',
        evidence: [],
        facts: {},
      },
      by: 'system:evidence',
    });
    const { api, panel } = await answer(
      story,
      ({ kind }) => kind === 'verdict',
    );
    await userEvent.click(
      await panel.findByRole('button', { name: 'Give a verdict' }),
    );
    const dialog = await question();
    await userEvent.selectOptions(dialog.getByRole('combobox'), 'pass');
    await userEvent.type(dialog.getByLabelText(/Reason/), 'Seen by hand');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Give a verdict' }),
    );
    await waitFor(() =>
      expect(commandOf(api.commandProduct)).toEqual({
        params: { trainId: 'train-1', productId: parts[0].part },
        body: {
          command: {
            type: 'giveVerdict',
            gate,
            criterion,
            status: 'pass',
            reason: 'Seen by hand',
          },
        },
      }),
    );
  });

  it('gives a verdict on a wave', async () => {
    const asks: TrainInboxItem = {
      kind: 'verdict',
      train: 'train-1',
      trainTitle: 'Spring checkout',
      question: 'Pilot customers: go on, or halt?',
      summary: 'Nothing was measured',
      since: '2030-03-26T09:00:00.000Z',
      wave: 'pilot',
      answerable: true,
    };
    const { api } = await openInbox(departing(), [asks]);
    await userEvent.click(
      await screen.findByRole('button', { name: `Answer: ${asks.question}` }),
    );
    const panel = within(await screen.findByRole('dialog'));
    await userEvent.click(
      await panel.findByRole('button', { name: 'Give a verdict' }),
    );
    const dialog = await question();
    await userEvent.selectOptions(dialog.getByRole('combobox'), 'halt');
    await userEvent.type(dialog.getByLabelText(/Reason/), 'Errors');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Give a verdict' }),
    );
    await waitFor(() =>
      expect(commandOf(api.commandTrain)).toEqual({
        params: { trainId: 'train-1' },
        body: {
          command: {
            type: 'giveVerdict',
            wave: 'pilot',
            decision: 'halt',
            reason: 'Errors',
          },
        },
      }),
    );
  });

  it('says that a product is ready', async () => {
    const { api, panel, item } = await answer(
      deadline(),
      ({ kind }) => kind === 'readiness',
    );
    await userEvent.click(await panel.findByRole('button', { name: /^Say/ }));
    const dialog = await question();
    await userEvent.click(dialog.getByRole('button', { name: /^Say/ }));
    await waitFor(() =>
      expect(commandOf(api.commandTrain)).toEqual({
        params: { trainId: 'train-1' },
        body: {
          command: {
            type: 'confirmReady',
            product: item.product,
            milestone: 'code-freeze',
            evidence: [],
          },
        },
      }),
    );
  });

  it('lets a message go out after it has shown it', async () => {
    const { api, panel, item } = await answer(
      gateOpen(),
      ({ kind }) => kind === 'communication',
    );
    await userEvent.click(
      await panel.findByRole('button', { name: /^Approve/ }),
    );
    const dialog = await question();
    await userEvent.click(dialog.getByRole('button', { name: /^Approve/ }));
    await waitFor(() =>
      expect(commandOf(api.commandTrain)).toEqual({
        params: { trainId: 'train-1' },
        body: {
          command: {
            type: 'approveCommunication',
            id: item.subject,
            digest: item.digest,
          },
        },
      }),
    );
  });

  it('reports on a step by hand', async () => {
    const source = TRAIN_SOURCE.replace(
      'manual: { runbook: migrate-charges }',
      'manual: { instructions: Watch it }',
    );
    const story = new TrainStory(
      trainManifestOf(source),
      source,
      '2030-03-26T08:57:10.000Z',
    );
    readyToDepart(story)
      .train({ type: 'depart', by: 'user:default/ana' })
      .finishStep('card-vault');
    const { api, panel } = await answer(
      story,
      ({ kind }) => kind === 'manualStep',
    );
    await userEvent.click(await panel.findByRole('button', { name: /Report/ }));
    const dialog = await question();
    await userEvent.type(dialog.getByLabelText(/Note/), 'Sums are equal');
    await userEvent.click(dialog.getByRole('button', { name: /Report/ }));
    await waitFor(() =>
      expect(commandOf(api.commandProduct)).toEqual({
        params: { trainId: 'train-1', productId: 'payments' },
        body: {
          command: {
            type: 'finishManualStep',
            wave: 'pilot',
            step: 'migrate',
            result: 'done',
            note: 'Sums are equal',
          },
        },
      }),
    );
  });

  it('only leads to the runbook of a step that has one', async () => {
    const story = withRunbook();
    await openInbox(
      story,
      itemsOf(story).filter(({ kind }) => kind === 'manualStep'),
    );
    const row = within(
      await screen.findByRole('listitem', { name: /payments: Watch/ }),
    );
    expect(
      row.queryByRole('button', { name: /^Answer/ }),
    ).not.toBeInTheDocument();
    expect(row.getByRole('button', { name: /^Open/ })).toHaveAttribute(
      'href',
      '/orchestrator/trains/train-1/runbook/pilot/payments?step=migrate',
    );
  });
});

describe('Many questions of trains', () => {
  const YES = 'Approve, accept, retry, sign, tick';

  async function choose(items: TrainInboxItem[]) {
    for (const { question: asked } of items) {
      await userEvent.click(
        await screen.findByRole('checkbox', { name: `Choose: ${asked}` }),
      );
    }
    return within(
      screen.getByRole('toolbar', { name: 'Answer the chosen ones' }),
    );
  }

  it('are answered at once: ticks with a note, readiness, each to its own', async () => {
    const story = deadline();
    const all = itemsOf(story);
    const ticks = all.filter(({ kind }) => kind === 'checklist').slice(0, 2);
    const [ready] = all.filter(({ kind }) => kind === 'readiness');
    const { api } = await openInbox(story, [...ticks, ready]);
    const bar = await choose([...ticks, ready]);
    await userEvent.click(bar.getByRole('button', { name: YES }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(
      dialog.getByText(
        new RegExp(`Spring checkout: ${ready.question.slice(0, 20)}`),
      ),
    ).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: YES }));
    expect(api.commandProduct).not.toHaveBeenCalled();
    await userEvent.type(dialog.getByRole('textbox'), 'Seen');
    await userEvent.click(dialog.getByRole('button', { name: YES }));
    await waitFor(() => expect(api.commandTrain).toHaveBeenCalled());
    expect(api.commandTrain.mock.calls[0][0].body.command).toEqual({
      type: 'confirmReady',
      product: ready.product,
      milestone: ready.subject,
      evidence: [],
    });
    expect(
      api.commandProduct.mock.calls.map(([input]) => input.body.command),
    ).toEqual(
      ticks.map(({ gate, criterion, subject, says }) => ({
        type: 'tick',
        gate,
        criterion,
        item: subject,
        done: true,
        says,
        evidence: [],
        note: 'Seen',
      })),
    );
  });

  it('are signed for the digest that was shown when it was asked, whatever comes after', async () => {
    const story = allButSignOffs();
    const items = itemsOf(story)
      .filter(({ kind }) => kind === 'signOff')
      .slice(0, 2);
    const { api } = await openInbox(story, items);
    const bar = await choose(items);
    await userEvent.click(bar.getByRole('button', { name: 'Reject, skip' }));
    const dialog = within(await screen.findByRole('dialog'));
    api.getTrainInbox.mockResolvedValue({
      items: items.map(item => ({ ...item, digest: 'sha256:later' })),
    });
    await userEvent.type(dialog.getByRole('textbox'), 'Not yet');
    await userEvent.click(dialog.getByRole('button', { name: 'Reject, skip' }));
    await waitFor(() =>
      expect(
        api.commandProduct.mock.calls.map(([input]) => input.body.command),
      ).toEqual(
        items.map(({ gate, criterion, digest }) => ({
          type: 'signCriterion',
          gate,
          criterion,
          decision: 'rejected',
          evidenceDigest: digest,
          comment: 'Not yet',
        })),
      ),
    );
  });

  it('are no longer chosen once their evidence is another', async () => {
    const story = allButSignOffs();
    const [item] = itemsOf(story).filter(({ kind }) => kind === 'signOff');
    const signals = new FakeSignals();
    const { api } = await openInbox(story, [item], signals);
    await choose([item]);
    api.getTrainInbox.mockResolvedValue({
      items: [{ ...item, digest: 'sha256:later' }],
    });
    signals.send('train-1');
    await waitFor(
      () => expect(screen.queryByRole('toolbar')).not.toBeInTheDocument(),
      { timeout: 5_000 },
    );
  });

  it('say which did not work, and that a tick is not refused', async () => {
    const story = gateOpen();
    const ticks = itemsOf(story)
      .filter(({ kind }) => kind === 'checklist')
      .slice(0, 2);
    const { api } = await openInbox(story, ticks);
    api.commandProduct.mockRejectedValueOnce(new Error('It has left.'));
    const bar = await choose(ticks);
    expect(bar.getByRole('button', { name: 'Reject, skip' })).toHaveAttribute(
      'title',
      'Ticks and readiness are not refused: leave them open.',
    );
    await userEvent.click(bar.getByRole('button', { name: YES }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByRole('textbox'), 'Seen');
    await userEvent.click(dialog.getByRole('button', { name: YES }));
    expect(await dialog.findByText(/It has left\./)).toHaveTextContent(
      ticks[0].question,
    );
    expect(api.commandProduct).toHaveBeenCalledTimes(2);
  });

  it('leaves what has to be read to its own panel', async () => {
    const story = gateOpen();
    const message = itemsOf(story).find(
      ({ kind }) => kind === 'communication',
    )!;
    await openInbox(story, [message]);
    await screen.findByRole('listitem', { name: message.question });
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
  });
});
