import { checkBranch, DEFAULT_PROTOCOLS, protocolOf } from './address';

describe('protocolOf', () => {
  it.each([
    ['/srv/git/x.git', 'file'],
    ['file:///srv/git/x.git', 'file'],
    ['https://example.com/x.git', 'https'],
    ['ssh://git@example.com/x.git', 'ssh'],
    ['git@example.com:org/x.git', 'ssh'],
  ])('takes %s for %s', (url, expected) => {
    expect(protocolOf(url, DEFAULT_PROTOCOLS)).toBe(expected);
  });

  it.each([
    'ext::sh -c touch% /tmp/pwned',
    'fd::17',
    'git@host::x',
    '--upload-pack=touch /tmp/pwned',
    '-oProxyCommand=touch@host:x',
    'git@-oProxyCommand=x:y',
    'ssh://-oProxyCommand=touch/x',
    'ssh://-l@host/x',
    'git://example.com/x',
    'http://example.com/x',
    'https:example.com',
    'relative/path',
    '../x',
    '',
    'https://example.com/\nx',
  ])('refuses %j', url => {
    expect(() => protocolOf(url, DEFAULT_PROTOCOLS)).toThrow(
      'allowed protocol',
    );
  });

  it('takes http where the operator allows it', () => {
    expect(protocolOf('http://127.0.0.1:3000/x', ['http'])).toBe('http');
    expect(() => protocolOf('/srv/x', ['http'])).toThrow('allowed protocol');
  });
});

describe('checkBranch', () => {
  it.each(['main', 'release/1.2', 'orchestrator/run-1/component.default.x'])(
    'takes %s',
    branch => {
      expect(checkBranch(branch)).toBe(branch);
    },
  );

  it.each([
    '',
    '-f',
    'a..b',
    'a b',
    'a:b',
    'a~1',
    'a^',
    '@',
    'a@{1}',
    'a/',
    '/a',
    'a//b',
    '.a',
    'a/.b',
    'a.lock',
    'a.lock/b',
    'a.',
    'a\\b',
    'a*',
    'x'.repeat(300),
  ])('refuses %.30j', branch => {
    expect(() => checkBranch(branch)).toThrow('branch');
  });
});
