import { carryOver } from './createTrain';
import { entityTrain } from './entityTrain';
import {
  DEPARTURE,
  factsOf,
  MemoryTrain,
  PASS,
  productOf,
  trainManifest,
} from './testing/MemoryTrain';
import { trainInbox } from './trainInbox';

type Patch = NonNullable<Parameters<typeof trainManifest>[0]>;
type Gate = NonNullable<Patch['gates']>[number];

const ANA = 'user:default/ana';
const BEN = 'user:default/ben';
const MEI = 'user:default/mei';
const RELEASE = 'group:default/release';
const COMMERCE = 'group:default/commerce';
const GATES_OPEN = '2030-03-20T00:00:00.000Z';

const inboxOf = (train: MemoryTrain, ref: string, ...groups: string[]) =>
  trainInbox(train, { ref, ownershipRefs: [ref, ...groups] }, train.now);

/** Whom of the release managers a train asks to sign. */
const signers = (train: MemoryTrain, kind: 'gate' | 'signOff') =>
  [BEN, MEI].filter(ref =>
    inboxOf(train, ref, RELEASE).some(item => item.kind === kind),
  );

/** One product, whose gate asks for a look at its builds, and for what else it is told. */
function gated(gate: Pick<Gate, 'criteria' | 'signOffs'>) {
  return new MemoryTrain(
    trainManifest({
      products: [productOf('shop')],
      dependencies: [],
      gates: [{ id: 'go', title: 'Go', ...gate }],
      waves: [{ id: 'all' }],
    }),
    GATES_OPEN,
  );
}

const build = (train: MemoryTrain, number: number) =>
  train.product('shop', {
    type: 'record',
    gate: 'go',
    criterion: 'ci',
    result: {
      ...PASS,
      evidence: [{ title: 'Build', url: `https://ci.example.com/${number}` }],
    },
    by: 'system:ci',
  });

describe('a gate that takes several signatures', () => {
  it('asks who has signed no more, and asks again when what was signed has changed', () => {
    const train = gated({
      criteria: [{ id: 'ci', ci: {} }],
      signOffs: [{ id: 'release', from: [RELEASE], required: 2 }],
    });
    expect(signers(train, 'gate')).toEqual([]);
    build(train, 1);
    expect(signers(train, 'gate')).toEqual([BEN, MEI]);
    train.gate('go', {
      type: 'sign',
      decision: 'approved',
      evidenceDigest: train.digest('go'),
      by: BEN,
      ownershipRefs: [RELEASE],
    });
    expect(train.gates.get('go')?.status).toBe('open');
    expect(signers(train, 'gate')).toEqual([MEI]);
    build(train, 2);
    expect(signers(train, 'gate')).toEqual([BEN, MEI]);
    expect(inboxOf(train, BEN, RELEASE)).toMatchObject([
      { digest: train.digest('go'), summary: 'All evidence is there' },
    ]);
  });
});

describe('a criterion that takes several signatures', () => {
  it('asks who has signed no more, and asks again when what was signed has changed', () => {
    const train = gated({
      criteria: [
        { id: 'ci', ci: {} },
        {
          id: 'eyes',
          title: 'Eyes',
          signOff: { from: [RELEASE], required: 2 },
        },
      ],
    });
    build(train, 1);
    expect(signers(train, 'signOff')).toEqual([BEN, MEI]);
    train.product('shop', {
      type: 'signCriterion',
      gate: 'go',
      criterion: 'eyes',
      decision: 'approved',
      evidenceDigest: train.part('go', 'shop').subjectDigest,
      by: BEN,
      ownershipRefs: [RELEASE],
    });
    expect(signers(train, 'signOff')).toEqual([MEI]);
    build(train, 2);
    expect(signers(train, 'signOff')).toEqual([BEN, MEI]);
    expect(inboxOf(train, BEN, RELEASE)).toMatchObject([
      {
        question: 'Eyes: do you sign for shop?',
        digest: train.part('go', 'shop').subjectDigest,
      },
    ]);
  });
});

describe('a product that nobody owns', () => {
  const manifest = trainManifest({
    products: [
      productOf('shop', {
        runbooks: [
          {
            id: 'by-hand',
            title: 'By hand',
            steps: [{ id: 'one', title: 'Turn it on' }],
          },
        ],
        activation: [{ id: 'switch', manual: { runbook: 'by-hand' } }],
      }),
    ],
    dependencies: [],
    waves: [{ id: 'all' }],
  });
  function unowned(): MemoryTrain {
    const { entities, ...facts } = factsOf(manifest);
    const { owner, ...entity } = entities['component:default/shop'];
    expect(owner).toBe('group:default/team-shop');
    return new MemoryTrain(manifest, GATES_OPEN, undefined, {
      ...facts,
      entities: { 'component:default/shop': entity },
    });
  }
  function onItsWay(): MemoryTrain {
    const train = unowned();
    train.depart();
    return train;
  }

  it('has its steps done by whoever owns the train', () => {
    const train = onItsWay();
    expect(inboxOf(train, BEN, COMMERCE)).toMatchObject([
      {
        kind: 'manualStep',
        question: 'shop: switch',
        summary: '0 of 1 steps are ticked',
        since: DEPARTURE,
        answerable: false,
      },
    ]);
    expect(inboxOf(train, BEN, 'group:default/team-shop')).toEqual([]);
  });

  it('has whoever owns the train help with them, whatever the call says', () => {
    const train = onItsWay();
    train.product('shop', {
      type: 'tickRunbook',
      wave: 'all',
      step: 'switch',
      runbookStep: 'one',
      result: 'helpNeeded',
      by: ANA,
      onCall: [],
    });
    expect(
      inboxOf(train, BEN, COMMERCE).filter(({ kind }) => kind === 'help'),
    ).toMatchObject([
      {
        question: 'shop: help is needed at “Turn it on”',
        summary: expect.stringContaining(ANA),
      },
    ]);
    expect(inboxOf(train, BEN)).toEqual([]);
  });

  it('shows on its page what waits for whoever owns the train', () => {
    const train = onItsWay();
    expect(
      entityTrain(train, 'component:default/shop', train.now),
    ).toMatchObject([
      {
        product: 'shop',
        waiting: [{ question: 'shop: switch', since: DEPARTURE }],
      },
    ]);
  });
});

describe('a follow-up', () => {
  it('that was taken over says of which train it was left', () => {
    const followUp = {
      id: 'tidy',
      title: 'Tidy up',
      owner: BEN,
      due: '2030-05-01',
      source: 'person' as const,
    };
    const before = gated({ criteria: [{ id: 'ci', ci: {} }] });
    before.command({ type: 'addFollowUp', followUp });
    const after = gated({ criteria: [{ id: 'ci', ci: {} }] });
    carryOver(before.train).forEach(carried =>
      after.command({ type: 'addFollowUp', followUp: carried }),
    );
    const summaries = (train: MemoryTrain) =>
      inboxOf(train, BEN).map(({ question, summary }) => [question, summary]);
    expect(summaries(before)).toEqual([['Tidy up: is it done?', 'Left to do']]);
    expect(summaries(after)).toEqual([
      ['Tidy up: is it done?', 'Left to do by the train train-1'],
    ]);
  });
});
