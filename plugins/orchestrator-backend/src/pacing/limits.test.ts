import { GITHUB_PACING, limitsOf, sparedLike } from './limits';

const SCOPE = { owner: 'group:default/a', runId: 'run-1', runLimits: [] };
const OWN = { rateLimits: [{ scope: 'host' as const, max: 3, per: '1m' }] };

describe('a further GitHub', () => {
  const limits = sparedLike(
    'github',
    ['github.example.com', 'github.lab.example.com'],
    {
      rateLimits: [{ scope: 'global', max: 900, per: '1h' }],
      hosts: { github: GITHUB_PACING, 'github.lab.example.com': OWN },
    },
  );

  it.each([
    ['github', [80, 500, 900]],
    ['github.example.com', [80, 500, 900]],
    ['github.lab.example.com', [3, 900]],
    ['hub', [900]],
  ])('is spared like github.com, by itself: %s', (host, expected) => {
    const found = limitsOf(limits, { ...SCOPE, host });
    expect(found.map(({ limit }) => limit.max)).toEqual(expected);
    expect(
      found
        .filter(({ limit }) => limit.scope === 'host')
        .map(({ where }) => where),
    ).toEqual(expected.slice(1).map(() => ({ host })));
  });

  it('has no limits where github.com has none', () => {
    const none = { rateLimits: [], hosts: {} };
    expect(sparedLike('github', ['github.example.com'], none)).toBe(none);
  });
});
