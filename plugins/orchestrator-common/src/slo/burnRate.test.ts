import { assessBurn, budgetUsed, burnRate, BURN_RULES } from '.';

/** The same share of bad events in every window but those named. */
function ratios(
  ratio: number,
  others: Record<string, number | undefined> = {},
) {
  return {
    ...Object.fromEntries(
      ['5m', '30m', '1h', '2h', '6h', '1d', '3d'].map(window => [
        window,
        ratio,
      ]),
    ),
    ...others,
  };
}

describe('burnRate', () => {
  it.each([
    [0.001, 99.9, 1],
    [0.0144, 99.9, 14.4],
    [0, 99, 0],
    [1, 90, 10],
  ])('%d of bad events against %d %% is %d', (ratio, objective, rate) => {
    expect(burnRate(ratio, objective)).toBeCloseTo(rate, 9);
  });

  it.each([
    [0.1, 100],
    [0.1, 0],
    [-1, 99],
    [2, 99],
    [Number.NaN, 99],
  ])('refuses a ratio of %d against %d %%', (ratio, objective) => {
    expect(() => burnRate(ratio, objective)).toThrow('accepted is');
  });
});

describe('budgetUsed', () => {
  // The shares of the budget that The Site Reliability Workbook gives for each rule.
  it.each([
    [14.4, '1h', 0.02],
    [6, '6h', 0.05],
    [3, '1d', 0.1],
    [1, '3d', 0.1],
  ])('%d for %s is %d', (rate, duration, share) => {
    expect(budgetUsed(rate, duration)).toBeCloseTo(share, 9);
  });
});

describe('assessBurn', () => {
  it.each([
    ['nothing', ratios(0), 'none', 0],
    ['just below 1', ratios(0.000999), 'none', 0],
    ['at 1', ratios(0.001), 'ticket', 1],
    ['at 3', ratios(0.003), 'ticket', 2],
    ['at 6', ratios(0.006), 'page', 3],
    ['at 14.4', ratios(0.0144), 'page', 4],
    [
      'over, but over for an hour only',
      ratios(0, { '1h': 0.5, '5m': 0 }),
      'none',
      0,
    ],
    ['starting, and not yet long', ratios(0, { '5m': 0.5 }), 'none', 0],
  ])('%s', (_, found, severity, firing) => {
    const assessment = assessBurn(99.9, found);
    expect(assessment.severity).toBe(severity);
    expect(assessment.firing).toEqual(
      firing === 0 ? [] : BURN_RULES.slice(BURN_RULES.length - firing),
    );
  });

  it('never takes no data for no errors', () => {
    expect(assessBurn(99.9, {})).toMatchObject({
      severity: 'unknown',
      missing: ['1h', '5m', '6h', '30m', '1d', '2h', '3d'],
    });
    expect(assessBurn(99.9, ratios(0, { '3d': Number.NaN }))).toMatchObject({
      severity: 'unknown',
      message: 'No data for 3d',
    });
  });

  it('pages on what it has, and says how fast it burns', () => {
    expect(assessBurn(99.9, { '1h': 0.0288, '5m': 0.0144 })).toMatchObject({
      severity: 'page',
      message:
        'Burns 28.8 times too fast over 1h and 14.4 over 5m; the limit is 14.4',
    });
  });
});
