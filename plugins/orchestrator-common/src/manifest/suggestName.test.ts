import { suggestName } from './suggestName';

describe('suggestName', () => {
  it.each([
    ['paymets', ['payments', 'shop'], 'payments'],
    ['Payments', ['payments'], 'payments'],
    ['wave', ['waves', 'wage', 'wave-1'], 'waves'],
    ['shop-2', ['shop-13', 'shop-1'], 'shop-1'],
    ['window', ['widnow'], 'widnow'],
    ['checkout', ['payments', 'shop'], undefined],
    ['x', [], undefined],
  ])('for %s of %j is %s', (found, known, suggested) => {
    expect(suggestName(found, known)).toBe(suggested);
  });
});
