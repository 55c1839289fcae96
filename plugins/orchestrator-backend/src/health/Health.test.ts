import { mockServices } from '@backstage/backend-test-utils';
import { TestClock } from '../testing/TestClock';
import { DatabaseSilentError } from './databaseTrouble';
import { Health } from './Health';

describe('Health', () => {
  it('is ready unless a part does not work, and names the part but not why', () => {
    const health = new Health({ logger: mockServices.logger.mock() });
    expect(health.report()).toEqual({
      status: 'ok',
      checks: { database: 'ok', schema: 'ok', queue: 'ok', disk: 'ok' },
    });
    health.tell('queue', new Error('password=hunter2'));
    expect(health.report()).toEqual({
      status: 'unavailable',
      checks: { database: 'ok', schema: 'ok', queue: 'failed', disk: 'ok' },
    });
    health.tell('queue');
    expect(health.report().status).toBe('ok');
  });

  it('takes down that the database is silent, which nobody hears of it', () => {
    const health = new Health({ logger: mockServices.logger.mock() });
    health.tell('database', new DatabaseSilentError('No answer'));
    expect(health.databaseTroubles()).toMatchObject([
      { trouble: 'busy', times: 1 },
    ]);
  });

  it('names what is wrong with the database for a minute, and counts it where it was met', () => {
    const clock = new TestClock();
    const counted: string[] = [];
    const health = new Health({
      logger: mockServices.logger.mock(),
      clock,
      onTrouble: trouble => counted.push(trouble),
    });
    const full = Object.assign(new Error('full'), { code: '53100' });
    health.notice(full);
    clock.advance(1_000);
    health.notice(full);
    // As it comes to whoever has asked.
    health.tell('queue', full);
    health.tell('queue');
    health.notice(new Error('A mistake of ours'));
    health.tell('disk', Object.assign(new Error('x'), { code: 'EDQUOT' }));
    health.tell('disk');
    expect(health.report()).toEqual({
      status: 'ok',
      checks: { database: 'ok', schema: 'ok', queue: 'ok', disk: 'ok' },
      databaseTroubles: ['diskFull'],
    });
    expect(health.databaseTroubles()).toEqual([
      {
        trouble: 'diskFull',
        since: '2030-01-01T00:00:00.000Z',
        seenAt: '2030-01-01T00:00:01.000Z',
        times: 2,
      },
    ]);
    clock.advance(60_000);
    expect(health.databaseTroubles()).toEqual([]);
    health.notice(full);
    expect(health.databaseTroubles()).toEqual([
      expect.objectContaining({ since: '2030-01-01T00:01:01.000Z', times: 1 }),
    ]);
    expect(counted).toEqual(['diskFull', 'diskFull', 'diskFull']);
  });

  it('logs once that a part stopped working, and once that it works again', () => {
    const logger = mockServices.logger.mock();
    const health = new Health({ logger });
    for (let time = 0; time < 5; time += 1) {
      health.tell('database', new Error('connect ECONNREFUSED'));
    }
    health.tell('database');
    health.tell('database');
    expect(logger.error.mock.calls).toEqual([
      [
        'The database does not work; this replica is not ready until it does: connect ECONNREFUSED',
      ],
    ]);
    expect(logger.info.mock.calls).toEqual([['The database works again']]);
  });
});
