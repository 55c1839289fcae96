import type {
  InboxItem,
  TrainInboxItem,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  aRunDetail,
  anApproval,
  anInboxItem,
  fakeApi,
  type FakeApi,
} from '../../__testUtils__';
import { inboxKey, type WaitingItem } from '../../data';
import type { Text } from '../../translation';
import { answerAll, reasonFor, takes, wordFor, wordOf } from './decisions';
import { loadEvidence } from './evidence';
import type { Answer, AskedReason } from './replies';

const sweep = (item: Partial<InboxItem>): WaitingItem => ({
  from: 'sweep',
  item: anInboxItem(item),
});
const approval = sweep({});
const failed = sweep({
  kind: 'failedTarget',
  approvalId: undefined,
});
const diff = sweep({
  kind: 'diffAcceptance',
  approvalId: undefined,
  targetId: 'b',
});
const review = sweep({ kind: 'review', approvalId: undefined, targetId: 'c' });

const train = (
  kind: TrainInboxItem['kind'],
  more: Partial<TrainInboxItem> = {},
): WaitingItem => ({
  from: 'train',
  item: {
    kind,
    train: 'train-1',
    trainTitle: 'Spring checkout',
    question: `A ${kind}?`,
    summary: '',
    since: '2030-03-26T08:00:00.000Z',
    answerable: true,
    ...more,
  },
});

const CRITERION = { product: 'shop', gate: 'go', criterion: 'tests' };
const gate = train('gate', { gate: 'go', digest: 'sha256:g' });
const signOff = train('signOff', { ...CRITERION, digest: 'sha256:s' });
const ofTrain = train('signOff', {
  ...CRITERION,
  product: 'train',
  digest: 'sha256:t',
});
const tick = train('checklist', { ...CRITERION, subject: 'notes', says: 'N' });
const verdict = train('verdict', CRITERION);
const waveVerdict = train('verdict', { wave: 'pilot' });
const readiness = train('readiness', { product: 'shop', subject: 'freeze' });
const message = train('communication', { subject: 'm', digest: 'sha256:m' });
const step = train('manualStep', {
  ...{ product: 'shop', wave: 'pilot', subject: 'migrate' },
});
const followUp = train('followUp', { subject: 'f' });
const runbook = train('manualStep', { answerable: false });
const help = train('help', { answerable: false });

/** Keys instead of words. */
const t = ((key: string) => key) as unknown as Text;

const signed = (
  decision: string,
  evidenceDigest: string,
  comment?: string,
) => ({
  decision,
  evidenceDigest,
  ...(comment && { comment }),
});
const TRAIN = { trainId: 'train-1' };
const PRODUCT = { ...TRAIN, productId: 'shop' };
const RUN = { runId: 'run-1' };
const ordered = (params: object, command: object) => ({
  params,
  body: { command },
});
const TESTS = { gate: 'go', criterion: 'tests' };
const STEP = { type: 'finishManualStep', wave: 'pilot', step: 'migrate' };

/** Each answer that a kind takes: the words that it asks for, and the command that it gives with them. */
const REPLIES: [
  string,
  WaitingItem,
  Answer,
  { words: AskedReason; is: string; route: keyof FakeApi; input: object },
][] = [
  [
    'an approval',
    approval,
    'yes',
    {
      words: 'optional',
      is: 'approve',
      route: 'decideApproval',
      input: {
        params: { ...RUN, approvalId: 'approval-1' },
        body: signed('approved', 'sha256:evidence', 'Why'),
      },
    },
  ],
  [
    'an approval',
    approval,
    'no',
    {
      words: 'required',
      is: 'reject',
      route: 'decideApproval',
      input: {
        params: { ...RUN, approvalId: 'approval-1' },
        body: signed('rejected', 'sha256:evidence', 'Why'),
      },
    },
  ],
  [
    'what failed of a run',
    failed,
    'yes',
    {
      words: 'none',
      is: 'retry',
      route: 'retryTargets',
      input: { params: RUN, body: {} },
    },
  ],
  [
    'a changed diff',
    diff,
    'yes',
    {
      words: 'none',
      is: 'accept',
      route: 'acceptDiffs',
      input: { params: RUN, body: { targets: ['b'] } },
    },
  ],
  [
    'a changed diff',
    diff,
    'no',
    {
      words: 'required',
      is: 'skip',
      route: 'skipTargets',
      input: { params: RUN, body: { targets: ['b'], reason: 'Why' } },
    },
  ],
  [
    'a gate',
    gate,
    'yes',
    {
      words: 'optional',
      is: 'sign',
      route: 'commandGate',
      input: ordered(
        { ...TRAIN, gateId: 'go' },
        { type: 'sign', ...signed('approved', 'sha256:g', 'Why') },
      ),
    },
  ],
  [
    'a gate',
    gate,
    'no',
    {
      words: 'required',
      is: 'signAgainst',
      route: 'commandGate',
      input: ordered(
        { ...TRAIN, gateId: 'go' },
        { type: 'sign', ...signed('rejected', 'sha256:g', 'Why') },
      ),
    },
  ],
  [
    'a sign-off of a product',
    signOff,
    'yes',
    {
      words: 'optional',
      is: 'sign',
      route: 'commandProduct',
      input: ordered(PRODUCT, {
        type: 'signCriterion',
        ...TESTS,
        ...signed('approved', 'sha256:s', 'Why'),
      }),
    },
  ],
  [
    'a sign-off of a product',
    signOff,
    'no',
    {
      words: 'required',
      is: 'signAgainst',
      route: 'commandProduct',
      input: ordered(PRODUCT, {
        type: 'signCriterion',
        ...TESTS,
        ...signed('rejected', 'sha256:s', 'Why'),
      }),
    },
  ],
  [
    'a sign-off of the whole train',
    ofTrain,
    'yes',
    {
      words: 'optional',
      is: 'sign',
      route: 'commandGate',
      input: ordered(
        { ...TRAIN, gateId: 'go' },
        {
          type: 'signCriterion',
          ...TESTS,
          ...signed('approved', 'sha256:t', 'Why'),
        },
      ),
    },
  ],
  [
    'an item of a checklist',
    tick,
    'yes',
    {
      words: 'required',
      is: 'tick',
      route: 'commandProduct',
      input: ordered(PRODUCT, {
        type: 'tick',
        ...TESTS,
        item: 'notes',
        done: true,
        says: 'N',
        note: 'Why',
        evidence: [],
      }),
    },
  ],
  [
    'a verdict on a criterion',
    verdict,
    'yes',
    {
      words: 'required',
      is: 'pass',
      route: 'commandProduct',
      input: ordered(PRODUCT, {
        type: 'giveVerdict',
        ...TESTS,
        status: 'pass',
        reason: 'Why',
      }),
    },
  ],
  [
    'a verdict on a criterion',
    verdict,
    'no',
    {
      words: 'required',
      is: 'fail',
      route: 'commandProduct',
      input: ordered(PRODUCT, {
        type: 'giveVerdict',
        ...TESTS,
        status: 'fail',
        reason: 'Why',
      }),
    },
  ],
  [
    'a verdict on a wave',
    waveVerdict,
    'yes',
    {
      words: 'required',
      is: 'proceed',
      route: 'commandTrain',
      input: ordered(TRAIN, {
        type: 'giveVerdict',
        wave: 'pilot',
        decision: 'proceed',
        reason: 'Why',
      }),
    },
  ],
  [
    'a verdict on a wave',
    waveVerdict,
    'no',
    {
      words: 'required',
      is: 'halt',
      route: 'commandTrain',
      input: ordered(TRAIN, {
        type: 'giveVerdict',
        wave: 'pilot',
        decision: 'halt',
        reason: 'Why',
      }),
    },
  ],
  [
    'a deadline',
    readiness,
    'yes',
    {
      words: 'none',
      is: 'ready',
      route: 'commandTrain',
      input: ordered(TRAIN, {
        type: 'confirmReady',
        product: 'shop',
        milestone: 'freeze',
        evidence: [],
      }),
    },
  ],
  [
    'a message',
    message,
    'yes',
    {
      words: 'none',
      is: 'approve',
      route: 'commandTrain',
      input: ordered(TRAIN, {
        type: 'approveCommunication',
        id: 'm',
        digest: 'sha256:m',
      }),
    },
  ],
  [
    'a step by hand',
    step,
    'yes',
    {
      words: 'optional',
      is: 'done',
      route: 'commandProduct',
      input: ordered(PRODUCT, { ...STEP, result: 'done', note: 'Why' }),
    },
  ],
  [
    'a step by hand',
    step,
    'no',
    {
      words: 'required',
      is: 'failed',
      route: 'commandProduct',
      input: ordered(PRODUCT, { ...STEP, result: 'failed', note: 'Why' }),
    },
  ],
  [
    'a follow-up',
    followUp,
    'yes',
    {
      words: 'none',
      is: 'done',
      route: 'commandTrain',
      input: ordered(TRAIN, { type: 'finishFollowUp', id: 'f' }),
    },
  ],
];

describe.each(REPLIES)('%s, %#', (_, waiting, answer, expected) => {
  it(`takes ${answer}, asks for words as its command does, and gives that`, async () => {
    const api = fakeApi();
    expect(takes(waiting, answer)).toBe(true);
    expect(reasonFor([waiting], answer)).toBe(expected.words);
    expect(wordOf(waiting, answer, t)).toBe(`inbox.${answer}.${expected.is}`);
    const refusals = await answerAll(
      api,
      [waiting],
      answer,
      'Why',
      new Map([
        [inboxKey(waiting), { run: aRunDetail(), approval: anApproval() }],
      ]),
    );
    expect(refusals).toEqual([]);
    expect(api[expected.route].mock.calls).toEqual([[expected.input]]);
  });
});

it.each<[string, WaitingItem, Answer[]]>([
  ['a review is done on its diff', review, ['yes', 'no']],
  ['what to skip of a run is chosen on its page', failed, ['no']],
  ['an item is ticked or left open', tick, ['no']],
  ['a product is ready or left open', readiness, ['no']],
  ['a message is approved or left open', message, ['no']],
  ['a follow-up is done or left open', followUp, ['no']],
  ['a runbook is ticked step by step', runbook, ['yes', 'no']],
  ['help is given at the runbook', help, ['yes', 'no']],
])('%s', (_, waiting, answers) => {
  for (const answer of answers) {
    expect(takes(waiting, answer)).toBe(false);
    expect(wordOf(waiting, answer, t)).toBeUndefined();
  }
});

describe('a dialog for many', () => {
  it('asks for the most that one of them needs', () => {
    expect(reasonFor([readiness, approval], 'yes')).toBe('optional');
    expect(reasonFor([readiness, approval, tick], 'yes')).toBe('required');
    expect(reasonFor([readiness, message, followUp], 'yes')).toBe('none');
  });

  it('is called by what it does, or in general where that is a long list', () => {
    expect(wordFor([gate, signOff, message], 'yes', t)).toBe(
      'inbox.yes.sign / inbox.yes.approve',
    );
    expect(wordFor([gate, message, tick, step], 'yes', t)).toBe(
      'inbox.answer.yes',
    );
    expect(wordFor([message], 'no', t)).toBe('inbox.answer.no');
  });
});

describe('answerAll', () => {
  it('leaves out words that were not given', async () => {
    const api = fakeApi();
    await answerAll(api, [gate, step], 'yes', '', new Map());
    expect(api.commandGate.mock.calls[0][0].body.command).toEqual({
      type: 'sign',
      ...signed('approved', 'sha256:g'),
    });
    expect(api.commandProduct.mock.calls[0][0].body.command).toEqual({
      ...STEP,
      result: 'done',
      note: '',
    });
  });

  it('does what it can, and says of each of the others why not', async () => {
    const api = fakeApi();
    api.commandTrain
      .mockRejectedValueOnce(new Error('It has left.'))
      .mockRejectedValueOnce(new Error('Not yours.'));
    const [refused, alsoRefused, fine] = [readiness, message, followUp];
    await expect(
      answerAll(api, [refused, alsoRefused, fine, gate], 'yes', '', new Map()),
    ).resolves.toEqual([
      { waiting: refused, message: 'It has left.' },
      { waiting: alsoRefused, message: 'Not yours.' },
    ]);
    expect(api.commandTrain).toHaveBeenCalledTimes(3);
    expect(api.commandGate).toHaveBeenCalledTimes(1);
  });

  it('sends nothing where the item does not say what it is about', async () => {
    const api = fakeApi();
    const nothing: [WaitingItem, string][] = [
      [train('gate'), 'gate'],
      [train('signOff'), 'product'],
      [train('checklist', { product: 'shop' }), 'gate'],
      [train('verdict', { criterion: 'tests' }), 'gate'],
      [train('verdict'), 'wave'],
      [train('readiness'), 'product'],
      [train('communication'), 'subject'],
      [train('manualStep'), 'product'],
      [train('followUp'), 'subject'],
    ];
    const refusals = await answerAll(
      api,
      nothing.map(([waiting]) => waiting),
      'yes',
      'Why',
      new Map(),
    );
    expect(refusals.map(({ message: why }) => why)).toEqual(
      nothing.map(([, name]) =>
        expect.stringContaining(
          `does not say its ${name}: answer it on the page of its train`,
        ),
      ),
    );
    expect(api.commandTrain).not.toHaveBeenCalled();
    expect(api.commandProduct).not.toHaveBeenCalled();
    expect(api.commandGate).not.toHaveBeenCalled();
  });
});

describe('loadEvidence', () => {
  it('looks up each run once, and leaves the others be where one is away', async () => {
    const other = sweep({ approvalId: 'approval-2' });
    const away = sweep({ runId: 'run-2' });
    const api = fakeApi({
      getRun: async ({ params }) => {
        if (params.runId === 'run-2') {
          throw new Error('It is gone.');
        }
        return aRunDetail({ approvals: [anApproval()] });
      },
    });
    const evidence = await loadEvidence(api, [approval, other, away, diff], t);
    expect(evidence.get(inboxKey(approval))?.approval?.id).toBe('approval-1');
    expect(evidence.get(inboxKey(other))).toEqual({ problem: 'inbox.changed' });
    expect(evidence.get(inboxKey(away))).toEqual({ problem: 'It is gone.' });
    expect(evidence.get(inboxKey(diff))).toEqual({});
    expect(api.getRun).toHaveBeenCalledTimes(2);
    const refusals = await answerAll(
      api,
      [approval, other, away],
      'yes',
      '',
      evidence,
    );
    expect(refusals.map(({ message: why }) => why)).toEqual([
      'inbox.changed',
      'It is gone.',
    ]);
    expect(api.decideApproval).toHaveBeenCalledTimes(1);
  });
});
