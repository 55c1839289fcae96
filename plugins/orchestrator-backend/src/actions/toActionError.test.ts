import { mockServices } from '@backstage/backend-test-utils';
import {
  AuthenticationError,
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  NotImplementedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { TooManyRequestsError } from '../http';
import { toActionError } from './toActionError';

describe('toActionError', () => {
  const logger = mockServices.logger.mock();
  const told = (error: unknown) =>
    toActionError(error, { operation: 'getTrain', requestId: 'r-1', logger });

  beforeEach(() => jest.clearAllMocks());

  it.each([
    new InputError('limit: found 0'),
    new AuthenticationError('Sign in'),
    new NotAllowedError('Not you'),
    new NotFoundError('Not there'),
    new ConflictError('Not now'),
    new NotImplementedError('Not here'),
    new ServiceUnavailableError('Not yet'),
  ])('passes on $name', error => {
    expect(told(error)).toBe(error);
  });

  it('says when the next request may come, in an error that an MCP server passes on', () => {
    expect(told(new TooManyRequestsError('ana', 3, 12_000))).toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('the next one in 12 s'),
    });
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('tells trouble of the database in a sentence, and leaves its words in the log', () => {
    const error = Object.assign(new Error('connect 10.0.0.1:5432'), {
      code: 'ECONNREFUSED',
    });
    expect(told(error)).toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.not.stringContaining('10.0.0.1'),
    });
    expect(logger.error).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['an error', new Error('select secret from runs')],
    ['what is no error', 'select secret from runs'],
  ])('keeps the words of %s that nobody expected in the log', (_, error) => {
    expect(told(error)).toMatchObject({
      name: 'Error',
      message: expect.stringMatching(/^[^]*log of the backend.*r-1\.$/),
    });
    expect(logger.error).toHaveBeenCalledWith(
      "The action's getTrain failed",
      expect.objectContaining({
        requestId: 'r-1',
        error: expect.stringContaining('select secret'),
      }),
    );
  });
});
