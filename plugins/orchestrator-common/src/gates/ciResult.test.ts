import fc from 'fast-check';
import { resultOfCi, type CiCheck } from '.';

const check = (
  name: string,
  state: CiCheck['state'],
  more: Partial<CiCheck> = {},
): CiCheck => ({ name, state, url: `https://ci/${name}`, ...more });
const on = (checks: CiCheck[], commit = 'c0ffee') => ({
  repository: 'acme/shop',
  commit,
  checks,
});

describe('continuous integration', () => {
  it.each<[string[], CiCheck[], string, string]>([
    [
      [],
      [check('a', 'passed'), check('b', 'passed')],
      'pass',
      'All 2 passed on c0ffee',
    ],
    [
      [],
      [check('a', 'passed'), check('b', 'failed'), check('c', 'pending')],
      'fail',
      'Failed on c0ffee: b',
    ],
    [
      [],
      [check('a', 'passed'), check('b', 'pending')],
      'pending',
      'Waits on c0ffee: b',
    ],
    [[], [], 'pending', 'No check has run on c0ffee'],
    [
      ['a'],
      [check('a', 'passed'), check('b', 'failed')],
      'pass',
      'All 1 passed on c0ffee',
    ],
    [['a', 'c', 'c'], [check('a', 'passed')], 'pending', 'Waits on c0ffee: c'],
    [['a', 'c'], [check('a', 'failed')], 'fail', 'Failed on c0ffee: a'],
    [
      ['a'],
      [
        check('a', 'passed', { app: 'one' }),
        check('a', 'failed', { app: 'two' }),
      ],
      'fail',
      'Failed on c0ffee: a',
    ],
    [['a'], [], 'pending', 'Waits on c0ffee: a'],
  ])('asked for %j and found %j', (checks, found, status, summary) => {
    expect(resultOfCi({ checks }, on(found))).toMatchObject({
      status,
      summary,
    });
  });

  it('links the commit, and the checks with their outcomes, those that failed first', () => {
    const { evidence } = resultOfCi(
      { checks: [] },
      {
        ...on(
          [
            check('a', 'passed', { outcome: 'success' }),
            check('b', 'failed', { outcome: 'timed_out' }),
            { name: 'c', state: 'passed' },
          ],
          'c0ffee'.padEnd(40, '0'),
        ),
        url: 'https://host/commit',
      },
    );
    expect(evidence).toEqual([
      { title: 'Commit c0ffee000000 of acme/shop', url: 'https://host/commit' },
      { title: 'b: timed_out', url: 'https://ci/b' },
      { title: 'a: success', url: 'https://ci/a' },
    ]);
  });

  it('names ten, and says how many more', () => {
    const failed = Array.from({ length: 12 }, (_, index) =>
      check(`check-${String(index).padStart(2, '0')}`, 'failed'),
    );
    expect(resultOfCi({ checks: [] }, on(failed)).summary).toMatch(
      /check-09 and 2 more$/,
    );
  });

  const checks = fc.array(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      state: fc.constantFrom('passed', 'failed', 'pending'),
      app: fc.constantFrom('one', 'two'),
    }),
    { maxLength: 8 },
  ) as fc.Arbitrary<CiCheck[]>;
  const names = fc.uniqueArray(fc.constantFrom<string[]>('a', 'b', 'c'));

  it('passes only where every check that is asked for is there and none has not passed', () => {
    fc.assert(
      fc.property(names, checks, (asked, found) => {
        const { status } = resultOfCi({ checks: asked }, on(found));
        const counted = found.filter(
          ({ name }) => asked.length === 0 || asked.includes(name),
        );
        expect(status === 'pass').toBe(
          counted.length > 0 &&
            counted.every(({ state }) => state === 'passed') &&
            asked.every(name => found.some(one => one.name === name)),
        );
      }),
    );
  });

  it('says the same of the same checks in another order, and of others that nobody asks for', () => {
    fc.assert(
      fc.property(checks, found => {
        const asked = { checks: ['a'] };
        const other = [...found].reverse();
        const unasked = check('d', 'failed');
        const { facts, status } = resultOfCi(asked, on(found));
        expect(resultOfCi(asked, on([...other, unasked]))).toMatchObject({
          facts,
          status,
        });
      }),
    );
  });

  it('of another commit says something else', () => {
    const facts = (commit: string) =>
      resultOfCi({ checks: [] }, on([check('a', 'passed')], commit)).facts;
    expect(facts('c0ffee')).not.toEqual(facts('beef00'));
  });
});
