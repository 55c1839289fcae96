import { trainFailures } from './trainFailures';
import { MemoryTrain, productOf, trainManifest } from './testing/MemoryTrain';

type Patch = NonNullable<Parameters<typeof trainManifest>[0]>;

const ANA = 'user:default/ana';
const BROKEN = { class: 'permanent', code: 'broken', message: 'It broke' };

/** On its way, with vault and estimates in its first layer. */
function departed(patch: Patch = {}): MemoryTrain {
  const train = new MemoryTrain(trainManifest(patch));
  train.depart();
  return train;
}

/** Steps of some products are done, in this order, and then one fails. */
function failAt(train: MemoryTrain, product: string, done: string[]): void {
  done.forEach(id => expect(train.finishStep(id)).toBeUndefined());
  expect(train.finishStep(product, true)).toBeUndefined();
}

const rollback = (train: MemoryTrain, products: string[]) =>
  train.command({
    type: 'rollback',
    by: ANA,
    reason: 'Wrong prices',
    scope: 'train',
    products,
  });

describe('a step that failed for good', () => {
  it('is named with its place, why it failed, and what it takes to give its product up', () => {
    const train = departed();
    expect(trainFailures(train)).toEqual([]);
    failAt(train, 'payments', ['vault', 'estimates']);
    expect(trainFailures(train)).toEqual([
      {
        kind: 'step',
        id: 'on',
        title: 'on',
        failure: BROKEN,
        product: 'payments',
        wave: 'pilot',
        direction: 'activate',
        rollback: {
          scope: 'wave',
          waves: ['pilot'],
          // What needs payments isn't there yet; what it needs stays.
          products: ['payments'],
        },
      },
    ]);
  });

  it.each<[string, Patch, string[]]>([
    ['only what is there of it', {}, ['vault']],
    [
      'what it is coupled with',
      { coupled: [['vault', 'estimates']] },
      ['estimates', 'vault'],
    ],
  ])('takes back %s', (_, patch, products) => {
    const train = departed({ waves: [{ id: 'pilot' }], ...patch });
    failAt(train, 'vault', ['estimates']);
    expect(trainFailures(train)).toMatchObject([
      { product: 'vault', rollback: { waves: ['pilot'], products } },
    ]);
    // What the rollback does that a person then asks for.
    train.command({
      type: 'rollback',
      by: ANA,
      reason: 'Broken',
      scope: 'wave',
      products: ['vault'],
    });
    train.finishAll();
    expect(
      train.log.flatMap(({ stream, event }) =>
        event.type === 'activation.rollbackStarted'
          ? [stream.replace('product/', '')]
          : [],
      ),
    ).toEqual(products);
  });

  it('is the one that failed, of an activation with several steps', () => {
    const train = departed({
      products: [
        productOf('shop', {
          activation: ['prepare', 'deploy', 'open'].map(id => ({
            id,
            title: `To ${id}`,
            flag: { key: id, set: 'on' },
          })),
        }),
      ],
      dependencies: [],
    });
    train.finishStep('shop');
    train.finishStep('shop', true);
    expect(trainFailures(train)).toMatchObject([
      { id: 'deploy', title: 'To deploy', product: 'shop' },
    ]);
  });

  it.each<[string, Parameters<MemoryTrain['product']>[1]]>([
    ['tried again', { type: 'retryStep', wave: 'pilot', by: ANA }],
    [
      'settled by hand',
      { type: 'settleStep', wave: 'pilot', by: ANA, note: 'Done by hand' },
    ],
    ['taken back', { type: 'rollBack', wave: 'pilot', reason: 'Broken' }],
  ])('waits for nobody any more once it is %s', (_, command) => {
    const train = departed();
    failAt(train, 'vault', []);
    expect(trainFailures(train)).toHaveLength(1);
    expect(train.product('vault', command)).toBeUndefined();
    expect(trainFailures(train)).toEqual([]);
  });

  it('of a rollback offers no other rollback', () => {
    const train = departed({ waves: [{ id: 'pilot' }] });
    train.finishAll();
    rollback(train, ['shop']);
    train.finishStep('shop', true);
    const [failure, ...more] = trainFailures(train);
    expect(more).toEqual([]);
    expect(failure).toMatchObject({
      id: 'off',
      product: 'shop',
      wave: 'pilot',
      direction: 'rollback',
    });
    expect(failure).not.toHaveProperty('rollback');
  });

  it('waits for nobody in a train that has ended', () => {
    const train = departed();
    failAt(train, 'vault', []);
    train.command({ type: 'stopHere', by: ANA, reason: 'Enough' });
    expect(trainFailures(train)).toHaveLength(1);
    train.command({
      type: 'resolveIncident',
      id: 'pilot-1',
      by: ANA,
      resolution: 'Left as it is',
    });
    train.command({
      type: 'recordPostMortem',
      by: ANA,
      url: 'https://wiki.example.com/spring',
    });
    expect(train.command({ type: 'close', by: ANA })).toBeUndefined();
    expect(trainFailures(train)).toEqual([]);
  });
});

describe('a message that failed', () => {
  const messages: Patch = {
    milestones: [{ id: 'check', title: 'Check', at: 'D-2' }],
    communications: [
      {
        id: 'news',
        persona: 'customers',
        moment: 'before',
        milestone: 'check',
        channels: [{ kind: 'email', to: ['all@example.com'] }],
        subject: 'Shop ${{ products[0].version }}',
        body: 'It comes',
      },
    ],
  };
  const stateOf = (train: MemoryTrain) => train.train.communications[0];

  it.each([
    ['notSent', 'The mailbox is full'],
    ['unknown', 'The connection broke'],
  ] as const)(
    '(%s) is named by its subject, with why, until somebody has it sent again',
    (outcome, message) => {
      const train = new MemoryTrain(trainManifest(messages));
      train.command({
        type: 'approveCommunication',
        id: 'news',
        by: ANA,
        ownershipRefs: [],
        digest: stateOf(train).digest,
      });
      train.at('2030-03-24T10:00:00.000Z');
      expect(trainFailures(train)).toEqual([]);
      train.command({
        type: 'reportSending',
        id: 'news',
        workId: stateOf(train).workId!,
        outcome,
        message,
      });
      expect(trainFailures(train)).toEqual([
        {
          kind: 'message',
          id: 'news',
          title: 'Shop 1.0.0',
          failure: { class: 'permanent', code: outcome, message },
        },
      ]);
      train.command({
        type: 'retryCommunication',
        id: 'news',
        by: ANA,
        reason: 'It was not in the archive',
      });
      expect(train.sent).toEqual(['news', 'news']);
      expect(trainFailures(train)).toEqual([]);
    },
  );
});
