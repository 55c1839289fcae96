import { mockServices } from '@backstage/backend-test-utils';
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
