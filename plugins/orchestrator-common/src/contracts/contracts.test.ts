import {
  assessContracts,
  misplacedDates,
  satisfiesRange,
  validateVersionRange,
  type BreakingChange,
  type ContractConsumer,
  type OfferedContract,
} from '.';
import { compareVersions, parseVersion } from './version';

const API = 'api:default/payments';
const change: BreakingChange = {
  announce: '2030-01-15',
  deprecate: '2030-03-01',
  graceUntil: '2030-06-30',
  remove: '2030-07-31',
  guide: 'https://docs.example.com/v3',
};
const breaking: OfferedContract = {
  api: API,
  version: '3.0.0',
  compatibility: 'breaking',
  alsoServes: ['2.8.0'],
  breaking: change,
};
const consumer = (range?: string): ContractConsumer => ({
  entityRef: 'component:default/checkout-api',
  owner: 'group:default/team-checkout',
  needs: [{ api: API, ...(range !== undefined && { range }) }],
});
const assess = (offer: OfferedContract, who: ContractConsumer, date: string) =>
  assessContracts(
    [{ provider: 'component:default/payments-api', contracts: [offer] }],
    [who],
    date,
  );

describe('satisfiesRange', () => {
  // The readings of npm's semver 7.8.
  it.each([
    ['1.2.3', '^1.2.0', true],
    ['2.0.0', '^1.2.0', false],
    ['2.0.0-rc.1', '^1.2.0', false],
    ['0.2.4', '^0.2.3', true],
    ['0.3.0', '^0.2.3', false],
    ['0.0.4', '^0.0.3', false],
    ['0.5.0', '^0', true],
    ['0.0.9', '^0.0', true],
    ['1.2.9', '~1.2.3', true],
    ['1.3.0', '~1.2.3', false],
    ['1.9.0', '~1', true],
    ['1.2.3', '1.x', true],
    ['2.0.0', '*', true],
    ['2.0.0-rc.1', '*', false],
    ['2.0.0', '', true],
    ['1.2.3', '=1.2.3', true],
    ['1.2.3', '1.2', true],
    ['2.5.0', '>=2.1 <3', true],
    ['3.0.0', '>=2.1 <3', false],
    ['3.0.0-rc.1', '<3', false],
    ['2.2.0', '>2.1', true],
    ['2.1.5', '>2.1', false],
    ['2.1.5', '>2.1.4', true],
    ['2.1.5', '<=2.1', true],
    ['2.1.5', '<=2.1.4', false],
    ['2.1.5', '<2.1.6', true],
    ['1.0.0', '<*', false],
    ['1.0.0', '>*', false],
    ['1.0.0', '<=*', true],
    ['1.0.0', '^*', true],
    ['1.0.0', '~*', true],
    ['1.5.0', '1.2.3 - 2', true],
    ['3.0.0', '1.2.3 - 2', false],
    ['4.0.0', '^1 || ^4', true],
    ['1.2.3-rc.2', '^1.2.3-rc.1', true],
    ['1.2.4-rc.2', '^1.2.3-rc.1', false],
    ['1.2.3-rc.1', '>=1.2.3-rc.2', false],
    ['v1.2.3+build', '1.2.3', true],
  ])('%s in %j: %s', (version, range, expected) => {
    expect(satisfiesRange(version, range)).toBe(expected);
  });

  it.each(['newest', '^', '1.x.2', '>> 1', 'a'.repeat(300)])(
    'refuses the range %j',
    range => {
      expect(() => validateVersionRange(range, 'needs')).toThrow(
        /^needs: found .+, accepted is a range/,
      );
    },
  );

  it.each([
    '1.2',
    'one',
    '01.2.3',
    '99999999999999999999.0.0',
    `1.0.0-${'a'.repeat(300)}`,
  ])('refuses the version %j', version => {
    expect(() => satisfiesRange(version, '*')).toThrow('a version such as');
  });

  it('orders versions as Semantic Versioning has it', () => {
    const order = [
      '1.0.0-1',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.1',
    ];
    const versions = order.map(text => parseVersion(text));
    versions.forEach((a, i) =>
      versions.forEach((b, j) =>
        expect(Math.sign(compareVersions(a, b))).toBe(Math.sign(i - j)),
      ),
    );
  });
});

describe('misplacedDates', () => {
  it('names each pair that is out of order, and bears equal ones', () => {
    expect(misplacedDates(change)).toEqual([]);
    expect(misplacedDates({ ...change, deprecate: change.announce })).toEqual(
      [],
    );
    expect(
      misplacedDates({
        ...change,
        deprecate: '2030-08-01',
        remove: '2030-01-01',
      }),
    ).toEqual([
      ['deprecate', 'graceUntil'],
      ['graceUntil', 'remove'],
    ]);
  });
});

describe('assessContracts', () => {
  it.each([
    ['before it was announced', '2030-01-01', 'warns', 'notAnnounced'],
    ['before it is deprecated', '2030-02-01', 'warns', 'deprecated'],
    ['in the grace', '2030-03-01', 'warns', 'inGrace'],
    ['on the last day of the grace', '2030-06-30', 'warns', 'inGrace'],
    ['after the grace', '2030-07-01', 'blocks', 'afterGrace'],
    ['when the old version is gone', '2030-07-31', 'blocks', 'notServed'],
  ] as const)(
    'a consumer of the old version, %s',
    (_, date, severity, code) => {
      expect(assess(breaking, consumer('^2.0.0'), date)).toMatchObject([
        {
          severity,
          code,
          consumer: 'component:default/checkout-api',
          owner: 'group:default/team-checkout',
          needed: '^2.0.0',
          offered: '3.0.0',
          guide: change.guide,
          ...(severity === 'warns' && { blocksFrom: '2030-06-30' }),
        },
      ]);
    },
  );

  it('has nothing against a consumer of the new version', () => {
    expect(assess(breaking, consumer('^3.0.0'), '2031-01-01')).toEqual([]);
    expect(
      assess(breaking, consumer('^2.0.0 || ^3.0.0'), '2031-01-01'),
    ).toEqual([]);
  });

  it('blocks a consumer of a version that is not served any more, even in the grace', () => {
    expect(assess(breaking, consumer('^1.0.0'), '2030-04-01')).toMatchObject([
      { severity: 'blocks', code: 'notServed' },
    ]);
    const alone = { ...breaking, alsoServes: undefined };
    expect(assess(alone, consumer('^2.0.0'), '2030-04-01')).toMatchObject([
      { code: 'notServed' },
    ]);
    expect(assess(alone, consumer(), '2030-04-01')).toMatchObject([
      { code: 'notServed' },
    ]);
  });

  it('takes a consumer that does not say its version to need the old one', () => {
    expect(assess(breaking, consumer(), '2030-04-01')).toMatchObject([
      { severity: 'warns', code: 'versionUnknown' },
    ]);
    expect(assess(breaking, consumer(), '2030-07-01')).toMatchObject([
      { severity: 'blocks', code: 'afterGrace' },
    ]);
  });

  it('blocks a compatible version that a consumer can’t use, and nobody else', () => {
    const compatible: OfferedContract = {
      api: API,
      version: '2.9.0',
      compatibility: 'compatible',
    };
    expect(assess(compatible, consumer('^3.0.0'), '2030-01-01')).toMatchObject([
      {
        severity: 'blocks',
        message:
          'component:default/checkout-api needs ^3.0.0 of api:default/payments, component:default/payments-api brings 2.9.0: no version that it can use is served',
      },
    ]);
    expect(assess(compatible, consumer('^2.1.0'), '2030-01-01')).toEqual([]);
    expect(assess(compatible, consumer(), '2030-01-01')).toEqual([]);
  });

  it('leaves the provider itself and other interfaces alone, and puts what blocks first', () => {
    const provider = {
      entityRef: 'component:default/payments-api',
      needs: [{ api: API, range: '^1.0.0' }],
    };
    const other = {
      entityRef: 'component:default/x',
      needs: [{ api: 'api:default/other', range: '^1' }],
    };
    const old = {
      entityRef: 'component:default/old',
      needs: [{ api: API, range: '^1.0.0' }],
    };
    const found = assessContracts(
      [{ provider: 'component:default/payments-api', contracts: [breaking] }],
      [provider, other, consumer('^2.0.0'), old],
      '2030-04-01',
    );
    expect(found.map(({ severity, consumer: who }) => [severity, who])).toEqual(
      [
        ['blocks', 'component:default/old'],
        ['warns', 'component:default/checkout-api'],
      ],
    );
  });
});
