import { trainObstacles } from '.';
import { MemoryTrain, trainManifest } from './testing/MemoryTrain';

const ANA = 'user:default/ana';
const NOON = '2030-03-26T11:00:00.000Z';

function departed(patch: Parameters<typeof trainManifest>[0]): MemoryTrain {
  const train = new MemoryTrain(trainManifest(patch));
  train.depart();
  return train;
}

const halt = (train: MemoryTrain) =>
  train.command({ type: 'halt', by: ANA, reason: 'A call' });
const resume = (train: MemoryTrain) =>
  train.command({ type: 'resumeWave', by: ANA, reason: 'It was nothing' });
const wave = (train: MemoryTrain) => train.train.waves[0];

describe('a wave that goes on in a closed window', () => {
  const frozen = {
    windows: [
      {
        kind: 'deny' as const,
        reason: 'Quarter end',
        ranges: [{ from: '2030-03-26T12:00', to: '2030-03-26T18:00' }],
      },
    ],
    waves: [{ id: 'pilot', soak: '1h' }],
  };

  it('does not, until the window opens', () => {
    const train = departed(frozen);
    halt(train);
    train.at(NOON);
    expect(resume(train)).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Quarter end'),
    });
    expect(wave(train).status).toBe('halted');
    expect(trainObstacles(train.train, train.context())).toMatchObject([
      { message: 'pilot is halted: A call' },
      { until: '2030-03-26T17:00:00.000Z' },
    ]);
    train.at('2030-03-26T17:00:00.000Z');
    expect(resume(train)).toBeUndefined();
    expect(wave(train)).toMatchObject({ status: 'activating', round: 2 });
  });

  it('does so with an override, which is written down', () => {
    const train = departed(frozen);
    halt(train);
    train.at(NOON);
    train.command({
      type: 'overrideWindow',
      by: ANA,
      reason: 'A fix',
      expiresAt: '2030-03-26T11:30:00.000Z',
    });
    expect(resume(train)).toBeUndefined();
    expect(wave(train)).toMatchObject({
      status: 'activating',
      override: { reason: 'A fix', by: ANA },
    });
    expect(
      train.log.find(({ event }) => event.type === 'wave.resumed')?.event,
    ).toMatchObject({ data: { override: { reason: 'A fix' } } });
  });

  it('passes none where the window is open, whatever override is in force', () => {
    const train = departed(frozen);
    halt(train);
    train.command({
      type: 'overrideWindow',
      by: ANA,
      reason: 'A fix',
      expiresAt: '2030-03-26T11:30:00.000Z',
    });
    expect(resume(train)).toBeUndefined();
    expect(wave(train)).toMatchObject({ status: 'activating', round: 2 });
    expect(wave(train).override).toBeUndefined();
  });
});

describe('an analysis of a wave', () => {
  const metric = (name: string) => ({
    name,
    interval: '1m',
    failureCondition: 'result > 1',
    prometheus: { query: 'up' },
  });
  const watched = {
    waves: [
      {
        id: 'pilot',
        soak: '10m',
        analysis: {
          during: [
            metric('errors'),
            metric('latency'),
            { ...metric('trial'), dryRun: true },
          ],
        },
      },
    ],
  };
  const SOAK_END = '2030-03-26T09:10:00.000Z';
  const assess = (train: MemoryTrain, judged: string[], round?: number) =>
    train.command({
      type: 'recordAnalysis',
      wave: 'pilot',
      stage: 'during',
      ...(round !== undefined && { round }),
      phase: 'Running',
      message: 'Waiting for errors, latency.',
      metrics: { errors: 'Running', latency: 'Running', trial: 'Running' },
      judged,
      evidence: [],
    });

  it.each([
    [['errors', 'latency'], undefined],
    [['errors', 'latency', 'trial'], undefined],
    [['errors', 'trial'], 'latency'],
    [[], 'errors, latency'],
  ])(
    'of which only %j could be judged in its soak asks a person for %s',
    (judged, unshown) => {
      const train = departed(watched);
      train.finishAll();
      assess(train, judged);
      train.at(SOAK_END);
      expect(wave(train).status).toBe(
        unshown === undefined ? 'done' : 'awaitingVerdict',
      );
      const asked = train.log.find(
        ({ event }) => event.type === 'wave.verdictAsked',
      );
      expect(asked?.event).toEqual(
        unshown && {
          type: 'wave.verdictAsked',
          data: {
            id: 'pilot',
            reason: `Nothing was measured during the soak that could be judged: ${unshown}`,
          },
        },
      );
      train.command({
        type: 'giveVerdict',
        wave: 'pilot',
        decision: 'proceed',
        by: ANA,
        reason: 'Seen by hand',
      });
      expect(wave(train).status).toBe('done');
    },
  );

  it('that an earlier release has written down counts as it did then', () => {
    const train = departed(watched);
    train.finishAll();
    train.command({
      type: 'recordAnalysis',
      wave: 'pilot',
      stage: 'during',
      phase: 'Running',
      message: 'm',
      metrics: {},
      evidence: [],
    });
    train.at(SOAK_END);
    expect(wave(train).status).toBe('done');
  });

  it('of an earlier round says nothing of the one that goes on', () => {
    const train = departed(watched);
    assess(train, ['errors'], 1);
    expect(wave(train).during).toMatchObject({ judged: ['errors'] });
    halt(train);
    resume(train);
    expect(assess(train, ['errors', 'latency'], 1)).toBeUndefined();
    expect(wave(train).during).toBeUndefined();
    assess(train, ['latency'], 2);
    expect(wave(train).during).toMatchObject({ judged: ['latency'] });
    expect(wave(train).during).not.toHaveProperty('round');
  });
});
