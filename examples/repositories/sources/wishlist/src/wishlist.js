/** Adds an article to the front; one that is there already moves there. */
export function addItem(items, sku, limit = 100) {
  return [sku, ...items.filter(item => item !== sku)].slice(0, limit);
}

/** Articles whose price fell since they were put on the list. */
export function priceDrops(items, pricesThen, pricesNow) {
  return items.filter(sku => pricesNow[sku] !== undefined && pricesNow[sku] < pricesThen[sku]);
}
