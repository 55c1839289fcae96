import { evolveTrain } from './evolveTrain';
import {
  DEPARTURE,
  MemoryTrain,
  productOf,
  trainManifest,
} from './testing/MemoryTrain';
import { derivedResult } from './trainParts';
import { trainReport } from './trainReport';

const ANA = 'user:default/ana';

const manifest = (activation = 'Turn it on', description = 'A shop') => {
  const planned = trainManifest({
    products: [
      productOf('shop', {
        activation: [
          { id: 'on', title: activation, flag: { key: 'shop', set: 'on' } },
        ],
      }),
      productOf('labels'),
    ],
    dependencies: [],
    rehearsals: [
      {
        id: 'staging',
        title: 'Staging',
        environment: 'staging',
        due: 'D-2',
        products: ['shop'],
      },
    ],
    gates: [
      {
        id: 'go',
        criteria: [
          {
            id: 'rehearsed',
            title: 'Rehearsed',
            products: ['shop'],
            rehearsal: { rehearsals: ['staging'] },
          },
        ],
      },
    ],
    waves: [{ id: 'all' }],
  });
  return { ...planned, metadata: { ...planned.metadata, description } };
};

function rehearsed(): MemoryTrain {
  const train = new MemoryTrain(manifest());
  train.command({ type: 'startRehearsal', rehearsal: 'staging', by: ANA });
  train.command({
    type: 'finishRehearsal',
    rehearsal: 'staging',
    by: ANA,
    result: 'passed',
    notes: 'Went | well',
    evidence: [],
    rollback: true,
  });
  return train;
}

/** What the criterion of the gate is found to be. */
function found({ train }: MemoryTrain) {
  const [criterion] = train.manifest.spec.gates[0].criteria;
  return derivedResult(train, {
    part: 'shop',
    gate: 'go',
    criterion,
    product: 'shop',
  } as never);
}

describe('a rehearsal', () => {
  it('stands through a revision that leaves the steps as they were', () => {
    const train = rehearsed();
    expect(Object.keys(train.train.rehearsals[0].steps ?? {})).toEqual([
      'shop',
    ]);
    expect(found(train)?.status).toBe('pass');
    expect(train.revise(manifest('Turn it on', 'Another'))).toBeUndefined();
    expect(found(train)?.status).toBe('pass');
  });

  it('was of other steps once a revision has changed them, and of the same once they are back', () => {
    const train = rehearsed();
    train.revise(manifest('Turn it on slowly'));
    expect(found(train)).toMatchObject({
      status: 'pending',
      summary:
        'Staging was rehearsed with other steps of shop: its activation, rollback or runbooks have changed since',
    });
    train.revise(manifest());
    expect(found(train)?.status).toBe('pass');
  });

  it('whose steps an earlier release did not write down counts for the release', () => {
    const train = rehearsed();
    const finished = train.log.find(
      ({ event }) => event.type === 'rehearsal.finished',
    )!;
    const { steps, ...data } = finished.event.data as Record<string, unknown>;
    expect(steps).toBeDefined();
    train.train = evolveTrain(
      train.train,
      { type: 'rehearsal.finished', data } as never,
      {
        runId: 'train-1',
        version: train.train.version + 1,
        occurredAt: train.now,
      } as never,
    );
    expect(train.train.rehearsals[0].steps).toBeUndefined();
    train.revise(manifest('Turn it on slowly'));
    expect(found(train)?.status).toBe('pass');
  });

  it('stands in the report with what was rehearsed', () => {
    const report = trainReport(rehearsed(), DEPARTURE);
    expect(report).toContain('## Rehearsals');
    expect(report).toContain(
      '| Staging | staging | passed | user:default/ana | 2030-03-01T00:00:00.000Z | 2030-03-01T00:00:00.000Z | yes | shop 1.0.0 | Went \\| well |',
    );
  });

  it('that is under way stands in the report without an end', () => {
    const train = new MemoryTrain(manifest());
    train.command({ type: 'startRehearsal', rehearsal: 'staging', by: ANA });
    expect(trainReport(train, DEPARTURE)).toContain(
      '| running | user:default/ana | 2030-03-01T00:00:00.000Z |  | no |  |  |',
    );
  });
});
