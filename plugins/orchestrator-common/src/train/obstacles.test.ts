import { trainObstacles } from '.';
import type { TrainState, WaveStatus } from '../model';
import { MemoryTrain, trainManifest } from './testing/MemoryTrain';

const messages = (of: Partial<TrainState>) => {
  const train = new MemoryTrain(trainManifest());
  return trainObstacles({ ...train.train, ...of }, train.context()).map(
    ({ message }) => message,
  );
};

const { waves } = new MemoryTrain(trainManifest()).train;
const AT = '2030-03-26T09:00:00.000Z';
const halt = { reason: 'Errors', by: 'system', at: AT, cause: 'analysis' };

/** Departed, with its first wave in a status. */
const inWave = (status: WaveStatus, of: object = {}): Partial<TrainState> => ({
  phase: 'departing',
  departedAt: AT,
  currentWave: 0,
  waves: [{ ...waves[0], ...of, status }, ...waves.slice(1)],
});

describe('what a train waits for', () => {
  it('is nothing once it has ended', () => {
    expect(messages({ phase: 'closed' })).toEqual([]);
    expect(messages({ phase: 'cancelled' })).toEqual([]);
  });

  it('is its departure, with all that is in its way', () => {
    expect(messages({})).toContain('Go or no-go is not open yet');
  });

  it('is the first wave, when it has departed', () => {
    const departed = { phase: 'departing', departedAt: AT } as const;
    expect(messages({ ...departed, currentWave: undefined })).toEqual([
      `${waves[0].title} starts at ${AT}`,
    ]);
  });

  it.each<[WaveStatus, object, string[]]>([
    ['halted', { halt }, [`${waves[0].title} is halted: Errors`]],
    ['halted', {}, [`${waves[0].title} is halted`]],
    ['rolledBack', { halt }, [`${waves[0].title} is rolled back: Errors`]],
    ['awaitingVerdict', {}, [`${waves[0].title} waits for a verdict`]],
    ['activating', {}, []],
    ['soaking', {}, []],
  ])('is a person, where a wave is %s %j', (status, of, expected) => {
    expect(messages(inWave(status, of))).toEqual(expected);
  });

  it('is what is in the way of the next wave, and nothing after the last', () => {
    const done = inWave('done');
    expect(
      messages({
        ...done,
        plan: {
          ...new MemoryTrain(trainManifest()).train.plan,
          wavesNotBefore: { [waves[1].id]: '2031-01-01T00:00:00.000Z' },
        },
      }),
    ).toEqual([`${waves[1].title} starts at 2031-01-01T00:00:00.000Z`]);
    expect(
      messages({
        ...done,
        currentWave: waves.length - 1,
        waves: waves.map(wave => ({ ...wave, status: 'done' })),
      }),
    ).toEqual([]);
  });

  it('is what has to be done before it is closed', () => {
    expect(
      messages({
        phase: 'closing',
        departedAt: AT,
        incidents: [
          {
            ...{ id: 'i', title: 'Errors', severity: 'sev2', by: 'system' },
            ...{ at: AT, cause: 'analysis', products: [], timeline: [] },
          } as never,
        ],
      }),
    ).toEqual(
      expect.arrayContaining([
        'The incident “Errors” is open',
        'There were incidents: link the post-mortem',
      ]),
    );
  });
});
