import { createRedactor, redactSecrets } from './redact';

describe('redactSecrets', () => {
  it.each([
    ['ghp_0123456789abcdefghij0123456789abcdef', '***'],
    ['x github_pat_11ABCDEFG0abcdefghijkl_mnop y', 'x *** y'],
    ['glpat-0123456789abcdefghij', '***'],
    ['AKIAIOSFODNN7EXAMPLE', '***'],
    ['xoxb-123456789012-abcdefghij', '***'],
    ['npm_0123456789abcdefghij0123456789abcdef', '***'],
    [
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N',
      '***',
    ],
    [
      '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nafter',
      '***\nafter',
    ],
    ['-----BEGIN PRIVATE KEY-----\ncut off', '***'],
    ['https://ana:hunter2@example.com/x', 'https://***@example.com/x'],
    ['ssh://git@example.com/x', 'ssh://***@example.com/x'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer ***'],
    ['password=hunter22xQ9', 'password=***'],
    ['DB_PASSWORD: "hX7!kqP0zz"', 'DB_PASSWORD: "***"'],
    ['"apiKey": \'9fK2mQ7xLp\'', '"apiKey": \'***\''],
    ['client_secret = s3cr3t', 'client_secret = ***'],
  ])('masks %j', (text, expected) => {
    expect(redactSecrets(text)).toBe(expected);
  });

  it.each([
    'token: string',
    'password: ${{ secrets.PASSWORD }}',
    'const token = readToken(request)',
    'secret: undefined',
    'git@example.com:org/repo.git',
    'see https://example.com/a@b',
    'the password is required',
  ])('leaves %j', text => {
    expect(redactSecrets(text)).toBe(text);
  });

  it('masks given secrets in every form, but no short ones', () => {
    const redact = createRedactor(['p@ss word!', 'abc']);
    expect(redact('p@ss word! p%40ss%20word! cEBzcyB3b3JkIQ== abc')).toBe(
      '*** *** *** abc',
    );
  });

  it('takes long texts in a moment', () => {
    const started = Date.now();
    redactSecrets(
      `${'token'.repeat(40_000)}${'a://'.repeat(
        50_000,
      )}${'-----BEGIN PRIVATE KEY----'.repeat(5_000)}`,
    );
    expect(Date.now() - started).toBeLessThan(3_000);
  });
});
