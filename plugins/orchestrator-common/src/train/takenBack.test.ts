import { MemoryTrain, productOf, trainManifest } from './testing/MemoryTrain';
import { trainFailures } from './trainFailures';
import { trainContextOf } from './trainParts';
import { trainObstacles } from './obstacles';
import { previewRollback } from './rollbackScope';
import { trainTimeline } from './trainTimeline';
import { membersOf } from './waveMembers';

const ANA = 'user:default/ana';

/** A shop and a kiosk that don't need each other, on their way with three waves. */
function departed(
  patch: NonNullable<Parameters<typeof trainManifest>[0]> = {},
): MemoryTrain {
  const train = new MemoryTrain(
    trainManifest({
      products: ['shop', 'kiosk'].map(id => productOf(id)),
      dependencies: [],
      waves: [{ id: 'pilot' }, { id: 'some' }, { id: 'all' }],
      ...patch,
    }),
  );
  train.depart();
  return train;
}

function finishWave(train: MemoryTrain, wave: string): void {
  for (const id of ['shop', 'kiosk']) {
    expect(train.runningStep(id)?.wave).toBe(wave);
    train.finishStep(id);
  }
}

const back = (
  train: MemoryTrain,
  scope: 'wave' | 'train',
  ...products: string[]
) => train.command({ type: 'rollback', by: ANA, reason: 'r', scope, products });

const statuses = ({ train }: MemoryTrain) =>
  train.waves.map(({ status }) => status);

const obstacles = (train: MemoryTrain) =>
  trainObstacles(train.train, trainContextOf(train, train.now)).map(
    ({ message }) => message,
  );

describe('a rollback of the wave under way', () => {
  it('stays in it where another one of it has begun, and does what the failed step has promised', () => {
    const train = departed();
    finishWave(train, 'pilot');
    train.finishStep('kiosk');
    train.finishStep('shop', true);
    back(train, 'wave', 'kiosk');
    const [{ rollback }] = trainFailures(train);
    expect(rollback).toEqual({
      scope: 'wave',
      waves: ['some'],
      products: ['kiosk', 'shop'],
    });
    back(train, 'wave', 'shop');
    expect(train.train.rollback).toMatchObject({
      waves: rollback?.waves,
      layers: [['kiosk', 'shop']],
    });
    train.finishAll();
    expect(statuses(train)).toEqual(['done', 'rolledBack', 'pending']);
  });

  it.each<['wave' | 'train', string[] | undefined]>([
    ['wave', ['kiosk', 'shop']],
    ['train', ['kiosk', 'shop']],
    ['train', undefined],
  ])(
    'of scope %s takes several products (%s) back at once, as was said beforehand',
    (scope, products) => {
      const train = departed();
      finishWave(train, 'pilot');
      const said = previewRollback(train, scope, products);
      expect(said.scope).toBe(scope);
      train.command({
        type: 'rollback',
        by: ANA,
        reason: 'r',
        scope,
        ...(products && { products }),
      });
      expect(train.train.rollback).toMatchObject({
        waves: said.waves,
        layers: [said.products],
      });
    },
  );

  it('goes on in all waves where that is how another one has begun', () => {
    const train = departed();
    finishWave(train, 'pilot');
    back(train, 'train', 'kiosk');
    back(train, 'wave', 'shop');
    expect(train.train.rollback?.waves).toEqual(['some', 'pilot']);
  });
});

describe('a train whose first wave was taken back', () => {
  const TAKEN_BACK =
    'pilot was taken back, and some does not go on without it: stop here, or roll the train back';

  it('does not go on with the wave under way, and can stop where it is', () => {
    const train = departed();
    finishWave(train, 'pilot');
    back(train, 'train', 'shop', 'kiosk');
    train.finishAll();
    expect(statuses(train)).toEqual(['rolledBack', 'rolledBack', 'pending']);
    expect(obstacles(train)).toContain(TAKEN_BACK);
    expect(
      train.command({ type: 'resumeWave', by: ANA, reason: 'again' })?.message,
    ).toBe(TAKEN_BACK);
    expect(
      train.command({ type: 'stopHere', by: ANA, reason: 'enough' }),
    ).toBeUndefined();
    expect(train.train.phase).toBe('closing');
    expect(
      train.command({ type: 'stopHere', by: ANA, reason: 'enough' })?.message,
    ).toBe('The train is closing: no wave is under way');
  });

  it('does not begin the next one, whatever is left of the wave before', () => {
    const train = departed({
      waves: [
        { id: 'pilot', products: ['shop'] },
        { id: 'some' },
        { id: 'all', notBefore: 'D+1' },
      ],
    });
    train.finishStep('shop');
    finishWave(train, 'some');
    back(train, 'train', 'shop');
    train.finishAll();
    train.at('2030-04-10T10:00:00.000Z');
    expect(statuses(train)).toEqual(['rolledBack', 'done', 'pending']);
    expect(obstacles(train)).toContain(TAKEN_BACK.replace('some', 'all'));
  });
});

describe('a product that was taken back from an earlier wave', () => {
  const resume = (train: MemoryTrain) =>
    train.command({ type: 'resumeWave', by: ANA, reason: 'The rest is well' });
  const started = (train: MemoryTrain) =>
    train.log.flatMap(({ stream, event }) =>
      event.type === 'activation.started'
        ? [`${event.data.wave} ${stream.replace('product/', '')}`]
        : [],
    );

  it('is not in the wave that is resumed, nor in those that come', () => {
    const train = departed();
    finishWave(train, 'pilot');
    back(train, 'train', 'shop');
    train.finishAll();
    expect(statuses(train)).toEqual(['done', 'halted', 'pending']);
    expect(membersOf(train.train, train.train.waves[2])).toEqual(['kiosk']);
    const before = started(train).length;
    expect(resume(train)).toBeUndefined();
    train.finishAll();
    expect(statuses(train)).toEqual(['done', 'done', 'done']);
    expect(train.train.waves.map(wave => wave.leftBehind)).toEqual([
      undefined,
      ['shop'],
      ['shop'],
    ]);
    expect(started(train).slice(before)).toEqual(['all kiosk']);
    expect(
      trainTimeline(
        train.train,
        train.log.map(({ stream, event, at }) => ({
          ...event,
          stream: stream === 'train' ? 'run/train-1' : stream,
          actor: { kind: 'system', ref: 'system:orchestrator' },
          occurredAt: at,
        })),
      ).map(({ text }) => text),
    ).toEqual(
      expect.arrayContaining([
        'Wave some resumed, without what was taken back before (shop): The rest is well',
        'Wave all started, without what was taken back before (shop).',
      ]),
    );
  });

  it('leaves what depends on it behind, too', () => {
    const train = departed({
      products: ['shop', 'kiosk', 'till'].map(id => productOf(id)),
      dependencies: [{ from: 'till', to: 'shop', reason: 'prices' }],
      waves: [{ id: 'pilot', products: ['shop', 'kiosk'] }, { id: 'all' }],
    });
    finishWave(train, 'pilot');
    back(train, 'train', 'shop');
    train.finishAll();
    resume(train);
    train.finishAll();
    expect(train.train.waves[1]).toMatchObject({
      status: 'done',
      leftBehind: ['shop', 'till'],
    });
  });

  it('is not missed where all else of a wave is taken back: nothing is left of it', () => {
    const train = departed();
    finishWave(train, 'pilot');
    back(train, 'train', 'shop');
    train.finishAll();
    resume(train);
    back(train, 'wave', 'kiosk');
    train.finishAll();
    expect(statuses(train)).toEqual(['done', 'done', 'rolledBack']);
  });

  it('keeps a wave from starting that has no other', () => {
    const train = departed({
      waves: [
        { id: 'pilot' },
        { id: 'some', products: ['shop'] },
        { id: 'all', products: ['shop'], notBefore: 'D+1' },
      ],
    });
    finishWave(train, 'pilot');
    train.finishStep('shop');
    back(train, 'train', 'shop');
    train.finishAll();
    expect(statuses(train)).toEqual(['done', 'rolledBack', 'pending']);
    const message =
      'All products of some were taken back from earlier waves: stop here, or roll the train back';
    expect(resume(train)?.message).toBe(message);
    expect(obstacles(train)).toContain(message);
    expect(
      train.command({ type: 'stopHere', by: ANA, reason: 'enough' }),
    ).toBeUndefined();
    expect(train.train.phase).toBe('closing');
  });
});

describe('previewRollback', () => {
  it('names what is there, and not what was never activated or is taken back already', () => {
    const train = departed();
    finishWave(train, 'pilot');
    train.finishStep('kiosk');
    expect(previewRollback(train, 'train')).toEqual({
      scope: 'train',
      waves: ['some', 'pilot'],
      products: ['kiosk', 'shop'],
    });
    back(train, 'wave', 'kiosk');
    train.finishAll();
    expect(previewRollback(train, 'wave', ['kiosk'])).toEqual({
      scope: 'wave',
      waves: ['some'],
      products: [],
    });
    expect(previewRollback(train, 'wave').products).toEqual(['shop']);
  });
});
