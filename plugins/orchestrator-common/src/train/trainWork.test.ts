import { MemoryTrain, trainManifest } from './testing/MemoryTrain';
import { expectedTrainTurn, trainWork, type TrainTurnFacts } from './trainWork';

const ANA = 'user:default/ana';
const NOW = '2030-03-26T09:00:00.000Z';
const LATER = '2030-03-26T09:10:00.000Z';

type Patch = NonNullable<Parameters<typeof trainManifest>[0]>;

function departed(patch: Patch = {}): MemoryTrain {
  const train = new MemoryTrain(trainManifest(patch));
  train.depart();
  return train;
}

describe('work of a train', () => {
  it('is its steps under way, each with its place', () => {
    const work = trainWork(departed());
    expect(work.map(({ product }) => product)).toEqual(['vault', 'estimates']);
    expect(work[0]).toEqual({
      kind: 'step',
      id: 'on',
      title: 'on',
      workId: expect.any(String),
      startedAt: expect.any(String),
      product: 'vault',
      wave: 'pilot',
      direction: 'activate',
    });
  });

  it('says of a step when it is tried again', () => {
    const train = departed();
    const [{ id, activations, ...vault }] = train.products.values();
    const [activation] = activations;
    const [step] = activation.steps;
    const products = new Map([
      [
        id,
        {
          ...vault,
          id,
          activations: [
            {
              ...activation,
              steps: [{ ...step, startedAt: undefined, retryAt: LATER }],
            },
          ],
        },
      ],
    ]);
    const [work] = trainWork({ train: train.train, products });
    expect(work.retryAt).toBe(LATER);
    expect(work).not.toHaveProperty('startedAt');
  });

  it('is held while the train is paused or its wave is halted', () => {
    const train = departed();
    train.command({ type: 'pause', by: ANA, reason: 'Wait' });
    expect(trainWork(train).map(({ held }) => held)).toEqual([true, true]);
    const halted = departed();
    const waves = halted.train.waves.map(wave => ({
      ...wave,
      status: 'halted' as const,
    }));
    expect(
      trainWork({
        train: { ...halted.train, waves },
        products: halted.products,
      }).map(({ held }) => held),
    ).toEqual([true, true]);
  });

  it('is a message that is being sent', () => {
    const { train } = departed();
    const communications = [
      {
        id: 'news',
        subject: 'News',
        body: 'It is there',
        digest: 'sha256:0',
      },
      { id: 'later', subject: 'Later', body: '', digest: 'sha256:1' },
    ].map((one, index) => ({
      ...one,
      status: index === 0 ? ('sending' as const) : ('draft' as const),
      ...(index === 0 && { workId: 'w' }),
    }));
    expect(
      trainWork({ train: { ...train, communications }, products: new Map() }),
    ).toEqual([{ kind: 'message', id: 'news', title: 'News', workId: 'w' }]);
  });

  it('is none once the train has ended', () => {
    const { train, products } = departed();
    expect(
      trainWork({ train: { ...train, phase: 'cancelled' }, products }),
    ).toEqual([]);
  });
});

describe('the expected turn of work of a train', () => {
  const ready = { state: 'ready', ahead: 3, lane: 'train' } as const;
  const later = { state: 'later', at: LATER } as const;

  it.each<[string, Partial<TrainTurnFacts>, object | undefined]>([
    ['is none where it is in no queue', {}, undefined],
    ['is none with a worker', { place: { state: 'running' } }, undefined],
    [
      'is reckoned from how fast work is taken',
      { place: ready, startsPerMinute: 2 },
      {
        waitsFor: 'slot',
        ahead: 3,
        at: '2030-03-26T09:02:00.000Z',
        estimated: true,
      },
    ],
    [
      'has no time where nothing was taken lately',
      { place: ready },
      { waitsFor: 'slot', ahead: 3 },
    ],
    [
      'is that at its code host',
      { place: later, host: { at: LATER, limit: '1 per 10m (host)' } },
      { waitsFor: 'limit', at: LATER, limit: '1 per 10m (host)' },
    ],
    [
      'is the next try',
      { place: later, work: { retryAt: LATER } },
      { waitsFor: 'retry', at: LATER },
    ],
    [
      'is none while what it has started goes on elsewhere',
      { place: later, host: { at: NOW, limit: '' }, work: { retryAt: NOW } },
      undefined,
    ],
    [
      'waits for those who hold it',
      { place: later, work: { held: true } },
      { waitsFor: 'resume' },
    ],
  ])('%s', (_, facts, turn) => {
    expect(expectedTrainTurn({ now: NOW, work: {}, ...facts })).toEqual(turn);
  });
});
