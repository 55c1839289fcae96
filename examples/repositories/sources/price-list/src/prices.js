/** Markets without a price of their own use that of their parent. */
const PARENTS = { at: 'de', be: 'fr', ie: 'gb', de: 'eu', fr: 'eu' };

/**
 * The price that holds in a market on a day.
 *
 * @param {{ market: string, from: string, amount: number }[]} prices of one article, dates as YYYY-MM-DD
 */
export function priceOn(prices, market, day) {
  for (let current = market; current; current = PARENTS[current]) {
    const valid = prices
      .filter(price => price.market === current && price.from <= day)
      .sort((a, b) => b.from.localeCompare(a.from));
    if (valid.length > 0) {
      return valid[0].amount;
    }
  }
  return undefined;
}
