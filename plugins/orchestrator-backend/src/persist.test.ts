import { mockServices } from '@backstage/backend-test-utils';
import { persist } from './persist';

describe('what is persisted in', () => {
  const what = 'The start';

  it('is done again after a failure, which is loud', async () => {
    const logger = mockServices.logger.mock();
    const work = jest
      .fn<Promise<void>, []>()
      .mockRejectedValueOnce(new Error('No database'))
      .mockResolvedValueOnce();
    await persist(work, { what, logger, signal: new AbortController().signal });
    expect(work).toHaveBeenCalledTimes(2);
    expect(logger.error).toHaveBeenCalledWith(
      'The start failed; it is tried again in 0.5 s',
      expect.objectContaining({ message: 'No database' }),
    );
    expect(logger.info).toHaveBeenCalledWith(
      'The start succeeded after 1 failures',
    );
  });

  it('ends at once where it is not wanted any more', async () => {
    const logger = mockServices.logger.mock();
    const stop = new AbortController();
    const work = jest.fn(async () => {
      stop.abort();
      throw new Error('No database');
    });
    await persist(work, { what, logger, signal: stop.signal });
    expect(work).toHaveBeenCalledTimes(1);
  });
});
