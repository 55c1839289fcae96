import { evolveProduct } from './evolveProduct';
import { evolveTrain } from './evolveTrain';
import { MemoryTrain, productOf, trainManifest } from './testing/MemoryTrain';

const { train, products } = new MemoryTrain(
  trainManifest({
    products: [productOf('shop')],
    dependencies: [],
    milestones: [{ id: 'check', title: 'Check', at: 'D-2' }],
    communications: [
      {
        id: 'news',
        persona: 'customers',
        moment: 'before',
        milestone: 'check',
        channels: [{ kind: 'email', to: ['all@example.com'] }],
        subject: 'News',
        body: 'It comes',
      },
    ],
  }),
);
const PLACE = {
  runId: 'train-1',
  version: 9,
  occurredAt: '2030-03-02T00:00:00.000Z',
};

describe('an event that a newer release has written', () => {
  it.each<[string, () => unknown]>([
    [
      'wave.doubled',
      () =>
        evolveTrain(
          train,
          { type: 'wave.doubled', data: { id: 'pilot' } } as never,
          PLACE,
        ),
    ],
    ...(['train.postponed', 'milestone.moved', 'rollback.paused'] as const).map(
      (type): [string, () => unknown] => [
        type,
        () => evolveTrain(train, { type, data: { by: 'x' } } as never, PLACE),
      ],
    ),
    [
      'communication.recalled',
      () =>
        evolveTrain(
          train,
          { type: 'communication.recalled', data: { id: 'news' } } as never,
          PLACE,
        ),
    ],
    [
      'step.doubled',
      () =>
        evolveProduct(
          products.get('shop'),
          {
            type: 'step.doubled',
            data: { wave: 'pilot', step: 'on' },
          } as never,
          PLACE,
        ),
    ],
  ])('is refused, with who can read it: %s', (type, fold) => {
    expect(fold).toThrow(
      `Unknown event ${type}: a newer release wrote it, and only such a one can read it`,
    );
  });
});
