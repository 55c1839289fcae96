import { productOf } from '../train/testing/MemoryTrain';
import {
  measureTrain,
  NO_TRAIN_HISTORY,
  trainHistoryOf,
  type TrainMeasured,
} from '.';
import { metric, tickGate, trainOf } from './testing/trains';

const OPENS = '2030-03-19T09:00:00.000Z';
const HOUR_MS = 3_600_000;
const BY = 'user:default/ana';

const plus = (from: string, ms: number) =>
  new Date(Date.parse(from) + ms).toISOString();

describe('measureTrain', () => {
  const spec = {
    depart: 'manual' as const,
    products: [
      productOf('a', {
        activation: [
          { id: 'on', flag: { key: 'a', set: 'on' } },
          { id: 'look', manual: { instructions: 'Look' } },
        ],
      }),
    ],
    dependencies: [],
    gates: [
      {
        id: 'go',
        criteria: [
          {
            id: 'docs',
            scope: 'train' as const,
            checklist: { items: [{ id: 'written', title: 'Written' }] },
          },
          {
            id: 'owner',
            signOff: { from: ['user:default/ben'] },
          },
          {
            id: 'dash',
            scope: 'train' as const,
            validFor: '30d',
            dashboards: {},
          },
        ],
        signOffs: [{ id: 'release', from: ['user:default/carl'] }],
      },
    ],
    waves: [
      {
        id: 'pilot',
        soak: '1h',
        analysis: { during: [metric({ interval: '1m' })] },
      },
      { id: 'all' },
    ],
  };

  function departedTrain() {
    const train = trainOf(spec);
    train.at(OPENS);
    train.gate('go', {
      type: 'record',
      gate: 'go',
      criterion: 'dash',
      by: 'system',
      result: {
        status: 'pass',
        summary: 'Linked',
        evidence: [{ title: 'One', url: 'https://example.com' }],
      },
    });
    train.at(plus(OPENS, HOUR_MS));
    tickGate(train);
    train.at(plus(OPENS, 3 * HOUR_MS));
    train.product('a', {
      type: 'signCriterion',
      gate: 'go',
      criterion: 'owner',
      decision: 'approved',
      evidenceDigest: train.part('go', 'a').subjectDigest,
      by: 'user:default/ben',
      ownershipRefs: ['user:default/ben'],
    });
    train.at(plus(OPENS, 7 * HOUR_MS));
    train.gate('go', {
      type: 'sign',
      decision: 'approved',
      evidenceDigest: train.digest('go'),
      by: 'user:default/carl',
      ownershipRefs: ['user:default/carl'],
    });
    train.at('2030-03-26T09:10:00.000Z');
    train.command({ type: 'depart', by: BY });
    return train;
  }

  it('tells how long results, signatures, the departure and steps took', () => {
    const train = departedTrain();
    train.at('2030-03-26T09:11:00.000Z');
    train.finishStep('a');
    train.at('2030-03-26T09:16:00.000Z');
    expect(measureTrain(train)).toEqual({
      trains: 1,
      criteria: [
        { kind: 'checklist', ms: HOUR_MS },
        { kind: 'signOff', ms: 2 * HOUR_MS },
      ],
      signOffsMs: [4 * HOUR_MS],
      decisions: { go: 1, noGo: 0 },
      gates: 1,
      departuresMs: [600_000],
      steps: [{ kind: 'flag', ms: 60_000 }],
      waves: { started: 1, analysed: 1 },
      halts: { activation: 0, analysis: 0, person: 0 },
      rolledBack: 0,
      verdictsMs: [],
    });
  });

  it('counts halts by what halted, verdicts, and what was taken back', () => {
    const train = departedTrain();
    train.finishStep('a', true);
    train.command({ type: 'resumeWave', by: BY, reason: 'Mended' });
    train.command({ type: 'halt', by: BY, reason: 'Wait' });
    train.command({ type: 'resumeWave', by: BY, reason: 'Go on' });
    train.finishAll();
    train.product('a', {
      type: 'finishManualStep',
      wave: 'pilot',
      step: 'look',
      result: 'done',
      by: BY,
      note: 'Looked',
    });
    const assess = (phase: 'Inconclusive' | 'Failed') =>
      train.command({
        type: 'recordAnalysis',
        wave: 'pilot',
        stage: 'during',
        phase,
        message: phase,
        metrics: { errors: phase },
        evidence: [],
      });
    assess('Inconclusive');
    train.at('2030-03-26T09:15:00.000Z');
    train.command({
      type: 'giveVerdict',
      wave: 'pilot',
      decision: 'proceed',
      by: BY,
      reason: 'Seen',
    });
    expect(measureTrain(train)).toMatchObject({
      waves: { started: 3, analysed: 3 },
      halts: { activation: 1, analysis: 0, person: 1 },
      rolledBack: 0,
      verdictsMs: [300_000],
    });
    assess('Failed');
    train.command({ type: 'rollback', scope: 'wave', by: BY, reason: 'Bad' });
    train.finishAll();
    expect(measureTrain(train)).toMatchObject({
      halts: { activation: 1, analysis: 1, person: 1 },
      rolledBack: 1,
    });
  });

  it('leaves gates out that came to no GO, and counts a NO-GO', () => {
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
          signOffs: [{ id: 'release', from: ['user:default/carl'] }],
        },
        {
          id: 'quiet',
          criteria: [{ id: 'sweep', scope: 'train', sweep: { name: 'x' } }],
        },
      ],
    });
    train.at(OPENS);
    train.gate('go', {
      type: 'sign',
      decision: 'rejected',
      comment: 'No',
      evidenceDigest: train.digest('go'),
      by: 'user:default/carl',
      ownershipRefs: ['user:default/carl'],
    });
    expect(measureTrain(train)).toMatchObject({
      criteria: [],
      signOffsMs: [],
      decisions: { go: 0, noGo: 1 },
      gates: 0,
      departuresMs: [],
      waves: { started: 0 },
    });
  });

  it('takes no departure of a train that leaves by itself for the word of a person', () => {
    const train = trainOf();
    train.at(OPENS);
    tickGate(train);
    train.at('2030-03-26T09:00:00.000Z');
    expect(measureTrain(train)).toMatchObject({
      departuresMs: [],
      signOffsMs: [],
      criteria: [{ kind: 'checklist', ms: 0 }],
    });
  });
});

describe('trainHistoryOf', () => {
  const one: TrainMeasured = {
    trains: 1,
    criteria: [{ kind: 'checklist', ms: 7 }],
    signOffsMs: [3],
    decisions: { go: 1, noGo: 1 },
    gates: 1,
    departuresMs: [2],
    steps: [
      { kind: 'flag', ms: 5 },
      { kind: 'runbook', ms: 60, timersMs: 30 },
    ],
    waves: { started: 2, analysed: 1 },
    halts: { activation: 1, analysis: 0, person: 1 },
    rolledBack: 1,
    verdictsMs: [9],
  };

  it('is experience in general with fewer than five measurements', () => {
    expect(trainHistoryOf([])).toEqual(NO_TRAIN_HISTORY);
    const { basedOn, ...history } = trainHistoryOf([one]);
    const { basedOn: _, ...prior } = NO_TRAIN_HISTORY;
    expect(history).toEqual(prior);
    expect(basedOn).toEqual({ trains: 1, gates: 1, steps: 2, waves: 2 });
  });

  it('is what was measured, where that is enough', () => {
    const { criterionMs, stepMs, ...history } = trainHistoryOf(
      Array.from({ length: 5 }, () => one),
    );
    expect(criterionMs.checklist).toEqual([7, 7, 7, 7, 7]);
    expect(criterionMs.sweep).toEqual(NO_TRAIN_HISTORY.criterionMs.sweep);
    expect(stepMs.flag).toEqual([5, 5, 5, 5, 5]);
    expect(history).toMatchObject({
      signOffMs: [3, 3, 3, 3, 3],
      noGoShare: 0.5,
      departMs: [2, 2, 2, 2, 2],
      timerFactor: [2, 2, 2, 2, 2],
      stepFailureShare: 5 / 15,
      analysisHaltShare: 0,
      personHaltShare: 0.5,
      rollbackShare: 0.5,
      verdictShare: 1,
      verdictMs: [9, 9, 9, 9, 9],
      basedOn: { trains: 5, gates: 5, steps: 10, waves: 10 },
    });
  });
});
