import { MemoryTrain, productOf, trainManifest } from './testing/MemoryTrain';
import { trainInbox } from './trainInbox';

const OPS = 'user:default/ops';
const DUE = '2030-03-24T09:00:00.000Z';

describe('a risk that is due', () => {
  it('is asked for with its end, and is overdue from then on', () => {
    const train = new MemoryTrain(
      trainManifest({
        products: [
          productOf('shop', {
            risks: [
              {
                id: 'traffic',
                title: 'Twice the traffic',
                owner: OPS,
                likelihood: 'high',
                impact: 'low',
                mitigation: 'More replicas',
                due: 'D-2',
              },
            ],
          }),
        ],
        dependencies: [],
        gates: [
          {
            id: 'go',
            title: 'Go or no-go',
            criteria: [{ id: 'cleared', title: 'Cleared', checks: {} }],
          },
        ],
        waves: [{ id: 'all' }],
      }),
      '2030-03-20T00:00:00.000Z',
    );
    const asked = () =>
      trainInbox(train, { ref: OPS, ownershipRefs: [OPS] }, train.now);
    const known = 'Likelihood high, impact low. Mitigation: More replicas';
    expect(asked()).toMatchObject([
      { subject: 'risk/traffic', until: DUE, summary: known },
    ]);
    train.at(DUE);
    expect(asked()).toMatchObject([
      { until: DUE, summary: `Overdue since ${DUE}. ${known}` },
    ]);
  });
});
