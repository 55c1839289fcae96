import { setImmediate } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import { WorkContext } from './WorkContext';

describe('WorkContext', () => {
  it('puts what is worked on into every line, however deep it is written', async () => {
    const context = new WorkContext();
    const inner = mockServices.logger.mock();
    const logger = context.logger(inner);
    await context.run({ run: 'r', target: 't', attempt: 2 }, async () => {
      await setImmediate();
      await context.run({ requestId: 'q' }, async () => {
        await setImmediate();
        logger.info('Fetched', { repository: 'api' });
      });
      logger.warn('Slow');
    });
    logger.info('Idle');
    expect(inner.info).toHaveBeenCalledWith('Fetched', {
      run: 'r',
      target: 't',
      attempt: 2,
      requestId: 'q',
      repository: 'api',
    });
    expect(inner.warn).toHaveBeenCalledWith('Slow', {
      run: 'r',
      target: 't',
      attempt: 2,
    });
    expect(inner.info).toHaveBeenCalledWith('Idle', undefined);
  });

  it('keeps the stack of an error beside the fields', () => {
    const context = new WorkContext();
    const inner = mockServices.logger.mock();
    const error = new Error('gone');
    context.run({ run: 'r' }, () =>
      context.logger(inner).error('It failed', error),
    );
    expect(inner.error).toHaveBeenCalledWith('It failed', {
      run: 'r',
      error: 'Error: gone',
      stack: error.stack,
    });
  });

  it('does not mix what is done at the same time', async () => {
    const context = new WorkContext();
    const inner = mockServices.logger.mock();
    const logger = context.logger(inner);
    await Promise.all(
      ['a', 'b'].map(run =>
        context.run({ run }, async () => {
          await setImmediate();
          logger.info(run);
        }),
      ),
    );
    expect(inner.info.mock.calls).toEqual([
      ['a', { run: 'a' }],
      ['b', { run: 'b' }],
    ]);
  });
});
