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

/** An analysis of a product can't say. */
function inconclusive(): TrainStory {
  const story = gateOpen();
  const [{ parts: all, id: gate }] = story.detail().board;
  const parts = all.filter(({ part }) => part !== 'train');
  const { criterion } = parts[0].cells.find(
    ({ kind }) => !['checklist', 'checks', 'signOff'].includes(kind),
  )!;
  return story.product(parts[0].part, {
    type: 'record',
    gate,
    criterion,
    result: {
      status: 'inconclusive',
      summary: 'Too few samples',
      evidence: [{ title: 'Run 7', url: 'https://ci.example.com/7' }],
      facts: {},
    },
    by: 'system:evidence',
  });
}

/** Payments wait for a person who has instructions, and no runbook. */
function byHand(): TrainStory {
  const source = TRAIN_SOURCE.replace(
    'manual: { runbook: migrate-charges }',
    'manual: { instructions: Watch it }',
  );
  const story = new TrainStory(
    trainManifestOf(source),
    source,
    '2030-03-26T08:57:10.000Z',
  );
  return readyToDepart(story)
    .train({ type: 'depart', by: 'user:default/ana' })
    .finishStep('card-vault');
}

/** Something is left to do. */
const leftToDo = () =>
  gateOpen().train({
    type: 'addFollowUp',
    followUp: {
      id: 'docs',
      title: 'Tell support of the new plans',
      owner: 'group:default/commerce',
      due: '2030-04-30T12:00:00.000Z',
      source: 'person',
    },
  });

/** A wave that nothing was measured of. */
const WAVE_VERDICT: TrainInboxItem = {
  kind: 'verdict',
  train: 'train-1',
  trainTitle: 'Spring checkout',
  question: 'Pilot customers: go on, or halt?',
  summary: 'Nothing was measured',
  since: '2030-03-26T09:00:00.000Z',
  wave: 'pilot',
  answerable: true,
};

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
    const { api, panel, item } = await answer(
      inconclusive(),
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
        params: { trainId: 'train-1', productId: item.product },
        body: {
          command: {
            type: 'giveVerdict',
            gate: item.gate,
            criterion: item.criterion,
            status: 'pass',
            reason: 'Seen by hand',
          },
        },
      }),
    );
  });

  it('gives a verdict on a wave', async () => {
    const { api } = await openInbox(departing(), [WAVE_VERDICT]);
    await userEvent.click(
      await screen.findByRole('button', {
        name: `Answer: ${WAVE_VERDICT.question}`,
      }),
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
    const { api, panel } = await answer(
      byHand(),
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

/** Chooses items in the list. */
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

/** The dialog, and what stands in it of one item. */
async function openDialog() {
  const dialog = within(await screen.findByRole('dialog'));
  const list = within(
    dialog.getByRole('list', { name: 'What you answer, with its evidence' }),
  );
  return {
    dialog,
    of: ({ question: name }: TrainInboxItem) =>
      within(list.getByRole('listitem', { name })),
  };
}

describe('One answer of its own kind', () => {
  const first = (story: TrainStory, kind: TrainInboxItem['kind']) =>
    itemsOf(story).find(one => one.kind === kind)!;

  it.each<{
    kind: string;
    story: () => TrainStory;
    item?: TrainInboxItem;
    evidence: (string | RegExp)[];
    yes: string;
    no?: string;
    words?: string;
  }>([
    {
      kind: 'gate',
      story: () => gateOpen().answerAll(),
      evidence: [/passes$/],
      yes: 'Sign',
      no: 'Sign against it',
    },
    {
      kind: 'signOff',
      story: allButSignOffs,
      evidence: [/passes$/, 'Nobody has signed.'],
      yes: 'Sign',
      no: 'Sign against it',
    },
    {
      kind: 'checklist',
      story: gateOpen,
      evidence: [/^Release notes are written/],
      yes: 'Tick',
      words: 'Seen',
    },
    {
      kind: 'verdict',
      story: inconclusive,
      evidence: ['Too few samples', 'Run 7'],
      yes: 'Pass',
      no: 'Fail',
      words: 'Enough',
    },
    {
      kind: 'verdict',
      story: departing,
      item: WAVE_VERDICT,
      evidence: ['Nothing was measured'],
      yes: 'Proceed',
      no: 'Halt',
      words: 'Enough',
    },
    {
      kind: 'readiness',
      story: deadline,
      evidence: [/^The deadline is|^It is late/],
      yes: 'Say ready',
    },
    {
      kind: 'communication',
      story: gateOpen,
      evidence: ['Before: Pay in instalments from today'],
      yes: 'Approve',
    },
    {
      kind: 'manualStep',
      story: byHand,
      evidence: ['To be done by hand', 'Watch it'],
      yes: 'Done',
      no: 'Failed',
    },
    {
      kind: 'followUp',
      story: leftToDo,
      evidence: ['Tell support of the new plans'],
      yes: 'Done',
    },
  ])(
    'has the evidence of a $kind beside it, and is called $yes',
    async ({ kind, story: of, evidence, yes, no, words, ...rest }) => {
      const story = of();
      const item = rest.item ?? first(story, kind as TrainInboxItem['kind']);
      const { api } = await openInbox(story, [item]);
      const bar = await choose([item]);
      expect(bar.getByRole('button', { name: no ?? 'Stop' })).toHaveAttribute(
        'title',
        no === undefined ? 'What is chosen is not refused: leave it open.' : '',
      );
      await userEvent.click(bar.getByRole('button', { name: yes }));
      const { dialog, of: inDialog } = await openDialog();
      for (const known of evidence) {
        expect(inDialog(item).getAllByText(known)[0]).toBeInTheDocument();
      }
      expect(
        inDialog(item).getByText(yes, { selector: 'strong' }),
      ).toBeVisible();
      if (words !== undefined) {
        await userEvent.type(dialog.getByRole('textbox'), words);
      }
      await userEvent.click(dialog.getByRole('button', { name: yes }));
      await waitFor(() =>
        expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
      );
      expect(
        api.commandTrain.mock.calls.length +
          api.commandProduct.mock.calls.length +
          api.commandGate.mock.calls.length,
      ).toBe(1);
      expect(screen.queryByRole('toolbar')).not.toBeInTheDocument();
    },
  );

  it('shows the whole text of a message, and binds to its digest', async () => {
    const story = gateOpen();
    const item = first(story, 'communication');
    const { api } = await openInbox(story, [item]);
    const bar = await choose([item]);
    await userEvent.click(bar.getByRole('button', { name: 'Approve' }));
    const { dialog, of } = await openDialog();
    const state = story.state.communications.find(
      ({ id }) => id === item.subject,
    )!;
    expect(
      of(item).getByRole('group', {
        name: 'Preview of Pay in instalments from today',
      }),
    ).toHaveTextContent('from today on you can pay in instalments');
    await userEvent.click(dialog.getByRole('button', { name: 'Approve' }));
    await waitFor(() =>
      expect(commandOf(api.commandTrain).body.command).toEqual({
        type: 'approveCommunication',
        id: state.id,
        digest: state.digest,
      }),
    );
  });

  it('says what has gone from the plan since', async () => {
    const story = departing();
    const gone: TrainInboxItem[] = (
      [
        'gate',
        'signOff',
        'checklist',
        'communication',
        'manualStep',
        'followUp',
        'verdict',
      ] as const
    ).map(kind => ({
      ...WAVE_VERDICT,
      kind,
      question: `Is the ${kind} there?`,
      wave: 'gone',
      subject: 'gone',
      gate: 'gone',
    }));
    const judged = { ...gone[6], criterion: 'gone', question: 'Is it there?' };
    await openInbox(story, [...gone, judged]);
    const bar = await choose([...gone, judged]);
    await userEvent.click(bar.getByRole('button', { name: 'Go on' }));
    const { of } = await openDialog();
    for (const item of [...gone, judged]) {
      expect(of(item).getByText(/This is no longer asked/)).toBeInTheDocument();
    }
  });
});

describe('Many questions of trains', () => {
  it('are answered at once: ticks with a note, readiness, each to its own', async () => {
    const story = deadline();
    const all = itemsOf(story);
    const ticks = all.filter(({ kind }) => kind === 'checklist').slice(0, 2);
    const [ready] = all.filter(({ kind }) => kind === 'readiness');
    const { api } = await openInbox(story, [...ticks, ready]);
    const bar = await choose([...ticks, ready]);
    const yes = 'Tick / Say ready';
    await userEvent.click(bar.getByRole('button', { name: yes }));
    const { dialog, of } = await openDialog();
    expect(of(ready).getByText(/Spring checkout/)).toBeInTheDocument();
    expect(api.getTrain).toHaveBeenCalledTimes(1);
    await userEvent.click(dialog.getByRole('button', { name: yes }));
    expect(api.commandProduct).not.toHaveBeenCalled();
    await userEvent.type(dialog.getByRole('textbox'), 'Seen');
    await userEvent.click(dialog.getByRole('button', { name: yes }));
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
    await userEvent.click(bar.getByRole('button', { name: 'Sign against it' }));
    const { dialog } = await openDialog();
    api.getTrainInbox.mockResolvedValue({
      items: items.map(item => ({ ...item, digest: 'sha256:later' })),
    });
    await userEvent.type(dialog.getByRole('textbox'), 'Not yet');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Sign against it' }),
    );
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

  it('are not answered where they ask for something else by now than what was listed', async () => {
    const story = gateOpen();
    const [changed, ...others] = itemsOf(story).filter(
      ({ kind }) => kind === 'communication',
    );
    const old = { ...changed, digest: 'sha256:earlier' };
    const [tick, otherTick] = itemsOf(story).filter(
      ({ kind }) => kind === 'checklist',
    );
    const oldTick = { ...tick, says: 'Other words' };
    const items = [old, ...others.slice(0, 1), oldTick, otherTick];
    const { api } = await openInbox(story, items);
    const bar = await choose(items);
    await userEvent.click(bar.getByRole('button', { name: 'Approve / Tick' }));
    const { dialog, of } = await openDialog();
    expect(of(old).getByRole('alert')).toHaveTextContent(
      'This has changed since it was listed',
    );
    expect(of(oldTick).getByRole('alert')).toBeInTheDocument();
    expect(of(otherTick).queryByRole('alert')).not.toBeInTheDocument();
    await userEvent.type(dialog.getByRole('textbox'), 'Seen');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Approve / Tick' }),
    );
    expect(
      await dialog.findByText(/^2 of \d were refused/),
    ).toBeInTheDocument();
    expect(api.commandProduct).toHaveBeenCalledTimes(1);
    expect(
      api.commandTrain.mock.calls.map(([{ body }]) => body.command),
    ).not.toContainEqual(expect.objectContaining({ id: old.subject }));
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

  it('are done but for those that are refused, which are named with the reason and stay chosen', async () => {
    const story = gateOpen();
    const ticks = itemsOf(story)
      .filter(({ kind }) => kind === 'checklist')
      .slice(0, 3);
    const { api } = await openInbox(story, ticks);
    api.commandProduct
      .mockRejectedValueOnce(new Error('It has left.'))
      .mockResolvedValueOnce(story.detail())
      .mockRejectedValueOnce(new Error('Not yours.'));
    const bar = await choose(ticks);
    await userEvent.click(bar.getByRole('button', { name: 'Tick' }));
    const { dialog, of } = await openDialog();
    await userEvent.type(dialog.getByRole('textbox'), 'Seen');
    await userEvent.click(dialog.getByRole('button', { name: 'Tick' }));
    expect(
      await dialog.findByText(
        '2 of 3 were refused, for the reasons beside them. The others are answered.',
      ),
    ).toBeInTheDocument();
    expect(of(ticks[0]).getByText('It has left.')).toBeInTheDocument();
    expect(of(ticks[2]).getByText('Not yours.')).toBeInTheDocument();
    expect(
      dialog.queryByRole('listitem', { name: ticks[1].question }),
    ).not.toBeInTheDocument();
    expect(
      dialog.getByRole('heading', { name: 'Go on with these 2?' }),
    ).toBeInTheDocument();
    expect(dialog.getByRole('textbox')).toHaveValue('Seen');

    api.commandProduct.mockRejectedValue(new Error('Not yours.'));
    await userEvent.click(dialog.getByRole('button', { name: 'Tick' }));
    expect(await dialog.findByText(/^All 2 were refused/)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(screen.getByText('2 chosen')).toBeInTheDocument();
    const box = (item: TrainInboxItem) =>
      screen.getByRole('checkbox', { name: `Choose: ${item.question}` });
    expect(box(ticks[0])).toBeChecked();
    expect(box(ticks[1])).not.toBeChecked();
    expect(box(ticks[2])).toBeChecked();
  });

  it('keep those chosen that take no such answer, and say so', async () => {
    const story = allButSignOffs();
    const [signOff] = itemsOf(story).filter(({ kind }) => kind === 'signOff');
    const [message] = itemsOf(story).filter(
      ({ kind }) => kind === 'communication',
    );
    const { api } = await openInbox(story, [signOff, message]);
    const bar = await choose([signOff, message]);
    await userEvent.click(bar.getByRole('button', { name: 'Sign against it' }));
    const { dialog } = await openDialog();
    expect(
      dialog.getByText(
        'One of the chosen takes no such answer: it stays chosen.',
      ),
    ).toBeInTheDocument();
    await userEvent.type(dialog.getByRole('textbox'), 'Not yet');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Sign against it' }),
    );
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(api.commandTrain).not.toHaveBeenCalled();
    expect(screen.getByText('1 chosen')).toBeInTheDocument();
  });

  it('say why the evidence of one can not be had, and answer the others', async () => {
    const story = deadline();
    const [ready] = itemsOf(story).filter(({ kind }) => kind === 'readiness');
    const other = {
      ...ready,
      train: 'train-2',
      question: 'Is the other one ready?',
    };
    const { api } = await openInbox(story, [ready, other]);
    api.getTrain.mockImplementation(async ({ params }) => {
      if (params.trainId === 'train-2') {
        throw new Error('You may not see it.');
      }
      return story.detail();
    });
    const bar = await choose([ready, other]);
    await userEvent.click(bar.getByRole('button', { name: 'Say ready' }));
    const { dialog, of } = await openDialog();
    expect(of(other).getByText('You may not see it.')).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Say ready' }));
    expect(await dialog.findByText(/^1 of 2 was refused/)).toBeInTheDocument();
    expect(api.commandTrain).toHaveBeenCalledTimes(1);
  });

  it('can be read and answered by keyboard alone', async () => {
    const story = deadline();
    const [ready] = itemsOf(story).filter(({ kind }) => kind === 'readiness');
    const [tick] = itemsOf(story).filter(({ kind }) => kind === 'checklist');
    const { api } = await openInbox(story, [ready, tick]);
    await screen.findByRole('listitem', { name: ready.question });
    await userEvent.keyboard('ja');
    const { dialog } = await openDialog();
    expect(
      dialog.getByRole('list', { name: /^What you answer/ }),
    ).toHaveFocus();
    await userEvent.tab();
    expect(dialog.getByRole('button', { name: 'Cancel' })).toHaveFocus();
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(api.commandTrain).toHaveBeenCalledTimes(1));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    // What is not refused is answered in its panel instead.
    screen.getByRole('listitem', { name: tick.question }).focus();
    await userEvent.keyboard('r');
    expect(
      await screen.findByRole('dialog', { name: 'Answer a train' }),
    ).toBeInTheDocument();
  });

  it('only leads to where help is needed', async () => {
    const help: TrainInboxItem = {
      ...WAVE_VERDICT,
      kind: 'help',
      question: 'payments: help is needed at “Compare the sums”',
      answerable: false,
    };
    await openInbox(departing(), [help]);
    await screen.findByRole('listitem', { name: help.question });
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: `Open: ${help.question}` }),
    ).toBeInTheDocument();
  });
});
