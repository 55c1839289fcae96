import { MemoryTrain, productOf, trainManifest } from './testing/MemoryTrain';
import { trainFailures } from './trainFailures';
import { trainContextOf } from './trainParts';
import { trainObstacles } from './obstacles';

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
