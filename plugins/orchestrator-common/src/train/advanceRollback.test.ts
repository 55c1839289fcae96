import { MemoryTrain, productOf, trainManifest } from './testing/MemoryTrain';

const ANA = 'user:default/ana';

/** Both waves are done, of two shops that need a vault; the whole train is taken back. */
function goingBack(): MemoryTrain {
  const train = new MemoryTrain(
    trainManifest({
      products: ['vault', 'shop', 'kiosk'].map(id => productOf(id)),
      dependencies: [
        { from: 'shop', to: 'vault', reason: 'cards' },
        { from: 'kiosk', to: 'vault', reason: 'cards' },
      ],
    }),
  );
  train.depart();
  train.finishAll();
  train.command({
    type: 'rollback',
    by: ANA,
    reason: 'Wrong prices',
    scope: 'train',
  });
  return train;
}

/** Where each product stands in a wave. */
const standings = (train: MemoryTrain, wave: string) =>
  Object.fromEntries(
    [...train.products.values()].map(({ id, activations }) => [
      id,
      activations.find(one => one.wave === wave)?.status,
    ]),
  );

const stop = (train: MemoryTrain) =>
  train.command({ type: 'stopHere', by: ANA, reason: 'Enough' });

describe('a rollback of several waves', () => {
  it('takes back what stands beside a product that can’t be taken back, and nothing that comes after it', () => {
    const train = goingBack();
    train.finishStep('shop', true);
    train.finishAll();
    expect(standings(train, 'all')).toEqual({
      vault: 'active',
      shop: 'rollbackFailed',
      kiosk: 'rolledBack',
    });
    expect(standings(train, 'pilot')).toEqual({
      vault: 'active',
      shop: 'active',
      kiosk: 'active',
    });
    expect(train.train.rollback).toBeDefined();
    train.product('shop', {
      type: 'settleStep',
      wave: 'all',
      by: ANA,
      note: 'Removed by hand',
    });
    train.finishAll();
    expect(standings(train, 'all').vault).toBe('rolledBack');
    expect(standings(train, 'pilot')).toEqual({
      vault: 'rolledBack',
      shop: 'rolledBack',
      kiosk: 'rolledBack',
    });
    expect(train.train.rollback).toBeUndefined();
  });

  it('goes on in the same place when the step that failed is tried again', () => {
    const train = goingBack();
    train.finishStep('shop', true);
    train.product('shop', { type: 'retryStep', wave: 'all', by: ANA });
    expect(train.runningStep('shop')).toMatchObject({
      wave: 'all',
      step: 'off',
    });
    train.finishAll();
    expect(train.train.waves.map(({ status }) => status)).toEqual([
      'rolledBack',
      'rolledBack',
    ]);
  });
});

describe('a train that is taken back on its way', () => {
  it('can’t be stopped where it is before the rollback is done', () => {
    const train = new MemoryTrain(trainManifest());
    train.depart();
    train.finishStep('vault');
    train.command({
      type: 'rollback',
      by: ANA,
      reason: 'Wrong prices',
      scope: 'wave',
    });
    expect(stop(train)).toEqual({
      code: 'conflict',
      message: 'A rollback is under way',
    });
    train.finishAll();
    expect(stop(train)).toBeUndefined();
    expect(train.train.waves.map(({ status }) => status)).toEqual([
      'rolledBack',
      'skipped',
    ]);
  });
});
