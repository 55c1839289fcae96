import type {
  InboxItem,
  TrainInboxItem,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { anInboxItem, fakeApi } from '../../__testUtils__';
import type { WaitingItem } from '../../data';
import { reasonFor, type Answer, type AskedReason } from './decisions';
import { answerTrain } from './trainDecisions';

const sweep = (kind: InboxItem['kind']): WaitingItem => ({
  from: 'sweep',
  item: anInboxItem({ kind }),
});

const trainItem = (kind: TrainInboxItem['kind']): TrainInboxItem => ({
  kind,
  train: 'train-1',
  trainTitle: 'Spring checkout',
  question: 'Is it?',
  summary: '',
  since: '2030-03-26T08:00:00.000Z',
  answerable: true,
});

const train = (kind: TrainInboxItem['kind']): WaitingItem => ({
  from: 'train',
  item: trainItem(kind),
});

describe('reasonFor', () => {
  it.each<[string, WaitingItem[], Answer, AskedReason]>([
    ['a ready product', [train('readiness')], 'yes', 'none'],
    ['accepted diffs', [sweep('diffAcceptance')], 'yes', 'none'],
    ['a retry', [sweep('failedTarget')], 'yes', 'none'],
    ['a skip', [sweep('failedTarget')], 'no', 'required'],
    ['an approval', [sweep('approval')], 'yes', 'optional'],
    ['a signature', [train('signOff')], 'yes', 'optional'],
    ['a refused signature', [train('gate')], 'no', 'required'],
    ['a tick', [train('checklist')], 'yes', 'required'],
    [
      'many, of which one keeps it',
      [train('readiness'), sweep('approval')],
      'yes',
      'optional',
    ],
    [
      'many, of which one needs it',
      [train('readiness'), sweep('approval'), train('checklist')],
      'yes',
      'required',
    ],
  ])('%s', (_, items, answer, asked) => {
    expect(reasonFor(items, answer)).toBe(asked);
  });
});

describe('answerTrain', () => {
  it('sends nothing where the item does not say what it is about', async () => {
    const api = fakeApi();
    await expect(
      answerTrain(
        api,
        { ...trainItem('signOff'), product: 'shop', gate: 'go-no-go' },
        'yes',
        '',
      ),
    ).rejects.toThrow('does not say its criterion');
    expect(api.commandProduct).not.toHaveBeenCalled();
  });

  it.each([
    ['train', 'commandGate'],
    ['shop', 'commandProduct'],
  ] as const)('signs for %s by %s', async (product, route) => {
    const api = fakeApi({
      commandGate: jest.fn(),
      commandProduct: jest.fn(),
    });
    await answerTrain(
      api,
      {
        ...trainItem('signOff'),
        product,
        gate: 'go-no-go',
        criterion: 'legal',
        digest: 'sha256:1',
      },
      'yes',
      '',
    );
    expect(api[route].mock.calls[0][0].body.command).toEqual({
      type: 'signCriterion',
      gate: 'go-no-go',
      criterion: 'legal',
      decision: 'approved',
      evidenceDigest: 'sha256:1',
    });
  });
});
