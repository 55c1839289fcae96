import { MemoryTrain, productOf, trainManifest } from './testing/MemoryTrain';
import { trainTimeline, type TimelineEvent } from './trainTimeline';

const ANA = 'user:default/ana';

/** On its way, with a wave that was halted; from half past ten on its window is closed. */
function halted(): MemoryTrain {
  const train = new MemoryTrain(
    trainManifest({
      products: [productOf('shop')],
      dependencies: [],
      waves: [{ id: 'pilot', title: 'Pilot' }],
      windows: [
        {
          kind: 'deny',
          ranges: [{ from: '2030-03-26T10:30', to: '2030-03-27T00:00' }],
          reason: 'Audit',
        },
      ],
    }),
  );
  train.depart();
  train.at('2030-03-26T09:10:00.000Z');
  train.command({ type: 'halt', by: ANA, reason: 'Errors' });
  return train;
}

const resume = (train: MemoryTrain) =>
  train.command({ type: 'resumeWave', by: ANA, reason: 'It was the monitor' });

/** What a train did to its waves, as a reader of events has it. */
const eventsOf = (train: MemoryTrain): TimelineEvent[] =>
  train.log
    .filter(({ event }) => /^wave\.(halted|resumed)$/.test(event.type))
    .map(({ event, at }) => ({
      type: event.type,
      data: event.data,
      stream: 'run/train-1',
      actor: { kind: 'user', ref: ANA },
      occurredAt: at,
    }));

describe('a wave that was resumed', () => {
  it.each<[string, string, string[], string]>([
    ['in an open window', '2030-03-26T09:20:00.000Z', [], 'Wave Pilot resumed'],
    [
      'in a closed window that was passed',
      '2030-03-26T09:40:00.000Z',
      ['2030-03-26T09:45:00.000Z'],
      'Wave Pilot resumed, in a closed window that was passed',
    ],
  ])(
    '%s says so, after its halt, in whatever order it is read',
    (_, at, overriddenUntil, text) => {
      const train = halted();
      train.at(at);
      overriddenUntil.forEach(expiresAt =>
        train.command({
          type: 'overrideWindow',
          by: ANA,
          reason: 'Agreed',
          expiresAt,
        }),
      );
      expect(resume(train)).toBeUndefined();
      const told = trainTimeline(train.train, eventsOf(train));
      expect(told).toEqual([
        {
          at: '2030-03-26T09:10:00.000Z',
          by: ANA,
          text: 'Wave Pilot halted: Errors',
        },
        { at, by: ANA, text: `${text}: It was the monitor` },
      ]);
      expect(trainTimeline(train.train, eventsOf(train).reverse())).toEqual(
        told,
      );
    },
  );
});

describe('what happens before the departure', () => {
  it('is told: who is ready, who is late, rehearsals and revisions', () => {
    const train = new MemoryTrain(
      trainManifest({
        products: [productOf('shop')],
        dependencies: [],
        milestones: [
          { id: 'freeze', title: 'Code freeze', at: 'D-5', deadline: true },
        ],
        rehearsals: [
          { id: 'dry', title: 'Dry run', environment: 'staging', due: 'D-6' },
        ],
        waves: [{ id: 'all' }],
      }),
    );
    const told = (type: string, data: unknown) =>
      trainTimeline(train.train, [
        {
          type,
          data,
          stream: 'run/train-1',
          actor: { kind: 'user', ref: ANA },
          occurredAt: train.now,
        },
      ]).map(({ text }) => text);
    const place = { product: 'shop', milestone: 'freeze' };
    expect(told('passenger.ready', place)).toEqual([
      'shop is ready for Code freeze.',
    ]);
    expect(told('passenger.late', place)).toEqual([
      'shop is late for Code freeze.',
    ]);
    expect(told('rehearsal.started', { id: 'dry' })).toEqual([
      'Rehearsal “Dry run” started.',
    ]);
    expect(
      told('rehearsal.finished', {
        id: 'dry',
        result: 'failed',
        rollback: false,
      }),
    ).toEqual(['Rehearsal “Dry run” failed, without its rollback.']);
    expect(
      told('rehearsal.finished', {
        id: 'gone',
        result: 'passed',
        rollback: true,
        notes: 'As planned',
      }),
    ).toEqual(['Rehearsal “gone” passed, with its rollback: As planned']);
    expect(
      told('train.revised', { reason: 'Less', plan: { revision: 2 } }),
    ).toEqual(['Revised, plan 2: Less']);
  });
});
