import { pathFilter } from './pathFilter';

describe('pathFilter', () => {
  it.each<[string[], string | undefined, boolean]>([
    [[], undefined, true],
    [[], 'any/where', true],
    [['services/*'], 'services/payments', true],
    [['services/*'], 'services/payments/api', false],
    [['services/**'], 'services/payments/api', true],
    [['services/payments/**'], 'services/payments', true],
    [['services/payments'], 'services/payments', true],
    [['services/payments/'], 'services/payments', true],
    [['./services/*'], 'services/payments', true],
    [['services/{payments,orders}'], 'services/orders', true],
    [['libs/*', 'services/*'], 'services/orders', true],
    [['libs/*'], 'services/orders', false],
    [['**'], undefined, true],
    [['.'], undefined, true],
    [['./'], undefined, true],
    [['*'], undefined, false],
    [['services/**'], undefined, false],
    [['!services/**'], 'libs/a', false],
    [['**'], '.hidden/a', true],
  ])('%j takes %s: %s', (globs, path, expected) => {
    expect(pathFilter(globs)(path)).toBe(expected);
  });

  it('does not spell out what would fill the memory', () => {
    const started = Date.now();
    pathFilter(['{1..9999999}/{1..9999999}', '{a,b}'.repeat(40)])('services/a');
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});
