import {
  DEPARTURE,
  MemoryTrain,
  productOf,
  trainManifest,
} from './testing/MemoryTrain';

const ANA = 'user:default/ana';
const workflow = {
  repository: 'https://github.com/acme/shop',
  workflow: 'deploy.yml',
  ref: 'main',
  requestedAt: DEPARTURE,
};

/** On its way, with one product whose steps start workflows. */
function departed(): MemoryTrain {
  const step = (id: string) => ({
    id,
    workflow: {
      repository: workflow.repository,
      workflow: 'deploy.yml',
      ref: 'main',
    },
  });
  const train = new MemoryTrain(
    trainManifest({
      products: [
        productOf('shop', {
          activation: [step('deploy')],
          rollback: [step('undo')],
        }),
      ],
      dependencies: [],
      waves: [{ id: 'pilot', soak: '1h' }],
    }),
  );
  train.depart();
  return train;
}

const activation = (train: MemoryTrain) =>
  train.products.get('shop')!.activations[0];

describe('a product that is active', () => {
  it('is not activated once more when it is told so late', () => {
    const train = departed();
    train.finishStep('shop');
    expect(activation(train).status).toBe('active');
    const { length } = train.log;
    expect(
      train.product('shop', { type: 'activate', wave: 'pilot', round: 1 }),
    ).toBeUndefined();
    expect(train.log).toHaveLength(length);
  });
});

describe('workflows that were given up one after the other', () => {
  it('are each ended for themselves', () => {
    const train = departed();
    const request = () => {
      const { wave, step, workId } = train.runningStep('shop')!;
      expect(
        train.product('shop', {
          type: 'reportWorkflow',
          wave,
          step,
          workId: workId!,
          report: { kind: 'requested', workflow },
        }),
      ).toBeUndefined();
    };
    request();
    train.command({ type: 'rollback', by: ANA, reason: 'r', scope: 'wave' });
    request();
    train.finishStep('shop', true);
    const cancels = () => activation(train).cancels ?? [];
    expect(cancels().map(({ step }) => step)).toEqual(['deploy', 'undo']);
    train.product('shop', {
      type: 'reportCancel',
      wave: 'pilot',
      workId: cancels()[1].workId,
      outcome: 'cancelled',
    });
    expect(cancels().map(({ step, outcome }) => [step, outcome])).toEqual([
      ['deploy', undefined],
      ['undo', 'cancelled'],
    ]);
  });
});

describe('an activation that is asked for late', () => {
  const late = (train: MemoryTrain, wave: string, round: number) => {
    const { length } = train.log;
    expect(
      train.product('shop', { type: 'activate', wave, round }),
    ).toBeUndefined();
    expect(train.log).toHaveLength(length);
  };

  it('is for nothing where its wave has halted, or was resumed since', () => {
    const train = departed();
    train.finishStep('shop');
    train.command({ type: 'rollback', by: ANA, reason: 'r', scope: 'wave' });
    train.finishAll();
    expect(activation(train).status).toBe('rolledBack');
    late(train, 'pilot', 1);
    train.command({ type: 'resumeWave', by: ANA, reason: 'again' });
    expect(activation(train)).toMatchObject({ status: 'activating', round: 2 });
    train.finishStep('shop', true);
    late(train, 'pilot', 1);
  });
});
