import { rateLimitedFailure } from './rateLimitedFailure';

const NOW = new Date('2030-01-01T00:00:00.000Z');
const RESET = String(Date.parse('2030-01-01T00:20:00Z') / 1000);

function failure(
  status: number,
  headers: Record<string, string> = {},
  body?: string,
) {
  return rateLimitedFailure(
    { status, header: name => headers[name], body },
    NOW,
  );
}

describe('rateLimitedFailure', () => {
  it.each<[string, number, Record<string, string>, string]>([
    ['seconds', 429, { 'retry-after': '90' }, '2030-01-01T00:01:30.000Z'],
    [
      'a date',
      403,
      { 'retry-after': 'Tue, 01 Jan 2030 00:05:00 GMT' },
      '2030-01-01T00:05:00.000Z',
    ],
    [
      'a reset',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': RESET },
      '2030-01-01T00:20:00.000Z',
    ],
    [
      'a reset of GitLab',
      429,
      { 'ratelimit-remaining': '0', 'ratelimit-reset': RESET },
      '2030-01-01T00:20:00.000Z',
    ],
    [
      'Retry-After before a reset',
      429,
      {
        'retry-after': '60',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': RESET,
      },
      '2030-01-01T00:01:00.000Z',
    ],
  ])('reads %s', (_, status, headers, retryAfter) => {
    expect(failure(status, headers)).toMatchObject({
      class: 'rateLimited',
      code: 'hostRateLimited',
      retryAfter,
    });
  });

  it.each<[string, number, Record<string, string>, string | undefined]>([
    ['a bare 429', 429, {}, undefined],
    ['a secondary limit', 403, {}, 'You have exceeded a secondary rate limit'],
    [
      'a time that is none',
      429,
      { 'retry-after': 'soon', 'x-ratelimit-remaining': '5' },
      undefined,
    ],
    ['a time beyond all', 429, { 'retry-after': '9'.repeat(20) }, undefined],
  ])('knows no end of %s', (_, status, headers, body) => {
    const found = failure(status, headers, body);
    expect(found).toMatchObject({ class: 'rateLimited' });
    expect(found?.retryAfter).toBeUndefined();
  });

  it.each([
    [403, { 'x-ratelimit-remaining': '10' }],
    [404, { 'retry-after': '5' }],
    [200, {}],
  ])('leaves %d alone where it is no limit', (status, headers) => {
    expect(failure(status, headers, 'Forbidden')).toBeUndefined();
  });
});
