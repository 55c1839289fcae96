import { draftTrain, planTrain } from '../train';
import {
  factsOf,
  LAX_STRICTNESS,
  MemoryTrain,
  productOf,
  trainManifest,
} from '../train/testing/MemoryTrain';
import { trainForecastPlan, trainForecastPlanOf } from '.';
import { planOf, tickGate, trainOf } from './testing/trains';

const OPENS = '2030-03-19T09:00:00.000Z';
const DEPARTURE = '2030-03-26T09:00:00.000Z';
const BY = 'user:default/ana';

/** On the way: its gate is a GO, and its first wave is being activated. */
function travelling(onFailure: 'halt' | 'rollback' = 'halt') {
  const train = trainOf({
    waves: [{ id: 'pilot', soak: '1h', onFailure }, { id: 'all' }],
  });
  train.at(OPENS);
  tickGate(train);
  train.at(DEPARTURE);
  return train;
}

describe('trainForecastPlan', () => {
  it('is the same for a train that is not there yet as right after its creation', () => {
    const manifest = trainManifest();
    const now = '2030-03-01T00:00:00.000Z';
    const plan = planTrain(manifest, factsOf(manifest), {
      revision: 1,
      strictness: LAX_STRICTNESS,
    });
    const draft = draftTrain(manifest, plan, { kind: 'user', ref: BY }, now);
    expect(trainForecastPlanOf(draft, now)).toEqual(
      planOf(new MemoryTrain(manifest, now)),
    );
  });

  it('has the gates that are no GO, with what stands in their way', () => {
    const train = trainOf({
      gates: [
        {
          id: 'go',
          title: 'Go or no-go',
          criteria: [
            {
              id: 'docs',
              scope: 'train',
              checklist: { items: [{ id: 'written', title: 'Written' }] },
            },
            { id: 'owner', signOff: { from: ['user:default/ben'] } },
            { id: 'sweep', scope: 'train', sweep: { name: 'node-22' } },
          ],
          signOffs: [{ id: 'release', from: ['user:default/ben'] }],
        },
      ],
    });
    const gate = {
      id: 'go',
      title: 'Go or no-go',
      before: 'departure',
      opensAt: OPENS,
      kinds: ['checklist'],
      sweeps: ['node-22'],
      signedParts: true,
      signed: true,
    };
    expect(planOf(train).gates).toEqual([gate]);
    train.at(OPENS);
    tickGate(train);
    expect(planOf(train).gates).toEqual([
      { ...gate, openedAt: OPENS, kinds: [] },
    ]);
  });

  it('knows since when signatures are all that is missing, and nothing of a gate that is a GO', () => {
    const train = trainOf({
      gates: [
        {
          id: 'go',
          criteria: [
            {
              id: 'docs',
              scope: 'train',
              checklist: { items: [{ id: 'written', title: 'Written' }] },
            },
          ],
          signOffs: [{ id: 'release', from: ['user:default/ben'] }],
        },
      ],
    });
    train.at(OPENS);
    train.at('2030-03-20T09:00:00.000Z');
    tickGate(train);
    train.at('2030-03-21T09:00:00.000Z');
    expect(planOf(train).gates).toMatchObject([
      { signed: true, completeSince: '2030-03-20T09:00:00.000Z' },
    ]);
    train.gate('go', {
      type: 'sign',
      decision: 'approved',
      evidenceDigest: train.digest('go'),
      by: 'user:default/ben',
      ownershipRefs: ['user:default/ben'],
    });
    expect(planOf(train).gates).toEqual([]);
  });

  it('has the steps that are left, those under way first', () => {
    const train = trainOf({
      products: [
        productOf('a', {
          activation: [
            { id: 'look', manual: { instructions: 'Look' } },
            { id: 'on', flag: { key: 'a', set: 'on' } },
          ],
        }),
        productOf('b', {
          runbooks: [
            {
              id: 'migrate',
              title: 'Migrate',
              steps: [
                { id: 'start', title: 'Start', timer: '10m' },
                { id: 'look', title: 'Look', timer: '5m' },
              ],
            },
            {
              id: 'untimed',
              title: 'Untimed',
              steps: [{ id: 'start', title: 'Start' }],
            },
          ],
          activation: [
            { id: 'migrate', manual: { runbook: 'migrate' } },
            { id: 'untimed', manual: { runbook: 'untimed' } },
          ],
        }),
      ],
      dependencies: [],
      waves: [{ id: 'all', maxParallel: 1 }],
    });
    const b = [{ kind: 'runbook', timersMs: 900_000 }, { kind: 'runbook' }];
    expect(planOf(train).waves[0].layers).toEqual([
      [[{ kind: 'manual' }, { kind: 'flag' }], b],
    ]);
    train.at(OPENS);
    tickGate(train);
    train.at(DEPARTURE);
    train.product('a', {
      type: 'finishManualStep',
      wave: 'all',
      step: 'look',
      result: 'done',
      by: BY,
      note: 'Looked',
    });
    expect(planOf(train).waves[0].layers).toEqual([
      [[{ kind: 'flag', since: DEPARTURE }], b],
    ]);
    train.finishStep('a');
    expect(planOf(train).waves[0].layers).toEqual([
      [[{ ...b[0], since: DEPARTURE }, b[1]]],
    ]);
  });

  it('takes what only people can clear away as cleared, and says so in its own words', () => {
    const train = trainOf({
      gates: [
        {
          id: 'go',
          title: 'Go or no-go',
          criteria: [
            {
              id: 'docs',
              scope: 'train',
              checklist: { items: [{ id: 'written', title: 'Written' }] },
            },
          ],
          signOffs: [{ id: 'release', from: ['user:default/ben'] }],
        },
      ],
      milestones: [
        { id: 'freeze', title: 'Freeze', at: 'D-6', deadline: true },
      ],
    });
    train.at(OPENS);
    train.gate('go', {
      type: 'sign',
      decision: 'rejected',
      comment: 'Not yet',
      evidenceDigest: train.digest('go'),
      by: 'user:default/ben',
      ownershipRefs: ['user:default/ben'],
    });
    train.command({ type: 'pause', by: BY, reason: 'Holiday' });
    train.at('2030-03-21T09:00:00.000Z');
    const { assumes, gates } = planOf(train);
    expect(assumes).toEqual([
      expect.stringMatching(/^vault is late for freeze/),
      ...['payments', 'checkout', 'shop', 'estimates'].map(id =>
        expect.stringContaining(id),
      ),
      'Go or no-go is a NO-GO',
      'The train is paused: Holiday',
    ]);
    expect(gates).toMatchObject([{ openedAt: train.now }]);
  });

  it('takes a halted wave as resumed', () => {
    const train = travelling();
    train.finishStep('vault', true);
    const { assumes, waves } = planOf(train);
    expect(assumes).toEqual(['pilot is halted: Activation failed: vault']);
    expect(waves[0]).toMatchObject({
      startedAt: DEPARTURE,
      soakMs: 3_600_000,
      layers: [
        expect.arrayContaining([[{ kind: 'flag' }]]),
        [[{ kind: 'flag' }]],
        [[{ kind: 'flag' }]],
        [[{ kind: 'flag' }]],
      ],
    });
  });

  it('foresees nothing of a train that ends, or is rolled back', () => {
    const back = travelling('rollback');
    back.finishStep('vault', true);
    expect(trainForecastPlan(back, back.now)).toBeUndefined();
    const cancelled = trainOf();
    cancelled.command({ type: 'cancel', by: BY, reason: 'No' });
    expect(trainForecastPlan(cancelled, cancelled.now)).toBeUndefined();
  });

  it('keeps an override until it ends', () => {
    const train = trainOf();
    const expiresAt = '2030-03-26T10:00:00.000Z';
    train.at('2030-03-25T10:00:00.000Z');
    train.command({ type: 'overrideWindow', by: BY, reason: 'x', expiresAt });
    expect(planOf(train).overrideUntil).toBe(expiresAt);
  });

  it('asks in the soak whether nothing was measured', () => {
    const train = trainOf({
      waves: [
        {
          id: 'pilot',
          soak: '1h',
          analysis: {
            during: [
              {
                name: 'errors',
                interval: '1m',
                successCondition: 'result < 1',
                prometheus: { query: 'errors' },
              },
            ],
          },
        },
      ],
    });
    train.at(OPENS);
    tickGate(train);
    train.at(DEPARTURE);
    train.finishAll();
    train.at('2030-03-26T10:05:00.000Z');
    expect(planOf(train).waves).toMatchObject([
      { verdictSince: '2030-03-26T10:00:00.000Z', layers: [], analysisMs: 0 },
    ]);
  });
});
