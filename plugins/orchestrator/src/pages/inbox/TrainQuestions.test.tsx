import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi, renderPage, type FakeApi } from '../../__testUtils__';
import type { TrainInboxItem } from '../../data';

const BASE = {
  train: 'spring-1',
  trainTitle: 'Spring checkout',
  summary: 'All evidence is there',
  since: '2026-03-01T12:00:00.000Z',
  answerable: true,
};

const item = (of: Partial<TrainInboxItem>): TrainInboxItem =>
  ({ ...BASE, question: 'Is it?', ...of } as TrainInboxItem);

const GATE = item({
  ...{ kind: 'gate', gate: 'go', digest: 'sha256:1' },
  question: 'Go or no-go?',
});
const OF_SHOP = { gate: 'go', criterion: 'c', product: 'shop' };

async function openInbox(items: TrainInboxItem[]) {
  const api = fakeApi({ getTrainInbox: async () => ({ items }) });
  await renderPage('/inbox', { api });
  return {
    api,
    list: within(await screen.findByRole('list', { name: 'Release trains' })),
  };
}

async function answer(word: string, note?: string): Promise<void> {
  const list = within(screen.getByRole('list', { name: 'Release trains' }));
  await userEvent.click(
    list.getByRole('button', { name: new RegExp(`^${word}: `) }),
  );
  const dialog = within(await screen.findByRole('dialog'));
  if (note !== undefined) {
    await userEvent.type(dialog.getByRole('textbox'), note);
  }
  await userEvent.click(dialog.getByRole('button', { name: word }));
}

type Called = keyof Pick<
  FakeApi,
  'commandGate' | 'commandProduct' | 'commandTrain'
>;

describe('questions of trains in the inbox', () => {
  it.each<
    [
      what: string,
      item: TrainInboxItem,
      word: string,
      note: string | undefined,
      operation: Called,
      params: object,
      command: object,
    ]
  >([
    [
      'a gate is signed for what was on the screen',
      GATE,
      'Sign',
      'Go',
      'commandGate',
      { trainId: 'spring-1', gateId: 'go' },
      {
        type: 'sign',
        decision: 'approved',
        evidenceDigest: 'sha256:1',
        comment: 'Go',
      },
    ],
    [
      'a criterion is signed for its product',
      item({ ...OF_SHOP, kind: 'signOff', digest: 'sha256:2' }),
      'Sign',
      undefined,
      'commandProduct',
      { trainId: 'spring-1', productId: 'shop' },
      {
        type: 'signCriterion',
        gate: 'go',
        criterion: 'c',
        decision: 'approved',
        evidenceDigest: 'sha256:2',
      },
    ],
    [
      'an item of the train as a whole is ticked at its gate',
      item({
        ...OF_SHOP,
        kind: 'checklist',
        product: 'train',
        subject: 'docs',
      }),
      'Tick',
      'Read them',
      'commandGate',
      { trainId: 'spring-1', gateId: 'go' },
      {
        type: 'tick',
        gate: 'go',
        criterion: 'c',
        item: 'docs',
        done: true,
        note: 'Read them',
        evidence: [],
      },
    ],
    [
      'a product is said to be ready',
      item({ kind: 'readiness', product: 'shop', subject: 'freeze' }),
      'Say it is ready',
      undefined,
      'commandTrain',
      { trainId: 'spring-1' },
      {
        type: 'confirmReady',
        product: 'shop',
        milestone: 'freeze',
        evidence: [],
      },
    ],
    [
      'a message is approved in the words that were read',
      item({ kind: 'communication', subject: 'hello', digest: 'sha256:3' }),
      'Approve',
      undefined,
      'commandTrain',
      { trainId: 'spring-1' },
      { type: 'approveCommunication', id: 'hello', digest: 'sha256:3' },
    ],
    [
      'a step by hand is done, with what was done',
      item({
        ...{ kind: 'manualStep', product: 'shop' },
        ...{ wave: 'pilot', subject: 'look' },
      }),
      'Done',
      'Looked',
      'commandProduct',
      { trainId: 'spring-1', productId: 'shop' },
      {
        type: 'finishManualStep',
        wave: 'pilot',
        step: 'look',
        result: 'done',
        note: 'Looked',
      },
    ],
  ])('%s', async (_, question, word, note, operation, params, command) => {
    const { api } = await openInbox([question]);
    await answer(word, note);
    await waitFor(() =>
      expect(api[operation]).toHaveBeenCalledWith({
        params,
        body: { command },
      }),
    );
    await waitFor(() => expect(api.getTrainInbox).toHaveBeenCalledTimes(2));
  });

  it.each([
    ['verdict', item({ ...OF_SHOP, kind: 'verdict' }), '?cell=shop%2Fgo%2Fc'],
    ['verdict on a wave', item({ kind: 'verdict', wave: 'pilot' }), '/waves'],
    [
      'runbook',
      item({
        ...{ kind: 'manualStep', answerable: false },
        ...{ product: 'shop', wave: 'pilot', subject: 'migrate' },
      }),
      '/runbook/pilot/shop',
    ],
  ])('a %s is opened where it is answered', async (_, question, place) => {
    const { list } = await openInbox([question]);
    expect(list.getAllByRole('button')).toHaveLength(1);
    expect(list.getByRole('link', { name: 'Is it?' })).toHaveAttribute(
      'href',
      expect.stringMatching(
        new RegExp(`/trains/spring-1${place.replace('?', '\\?')}$`),
      ),
    );
  });

  it('takes no tick without a word on what was seen', async () => {
    const { api } = await openInbox([
      item({ ...OF_SHOP, kind: 'checklist', subject: 'docs' }),
    ]);
    await answer('Tick');
    expect(await screen.findByText(/Say why/)).toBeInTheDocument();
    expect(api.commandProduct).not.toHaveBeenCalled();
  });

  it('stay when the answer is refused, with the reason', async () => {
    const api = fakeApi({
      getTrainInbox: async () => ({ items: [GATE] }),
      commandGate: () => Promise.reject(new Error('Look again.')),
    });
    await renderPage('/inbox', { api });
    await screen.findByRole('list', { name: 'Release trains' });
    await answer('Sign');
    expect((await screen.findAllByText(/Look again/))[0]).toBeInTheDocument();
  });

  it('are on the overview, too', async () => {
    const api = fakeApi({ getTrainInbox: async () => ({ items: [GATE] }) });
    await renderPage('/', { api });
    expect(
      await screen.findByRole('link', { name: 'Go or no-go?' }),
    ).toBeInTheDocument();
  });
});
