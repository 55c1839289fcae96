/**
 * Products bought together with a product, most often first.
 *
 * @param {string[][]} orders articles of each order
 */
export function boughtTogether(orders, sku, limit = 4) {
  const counts = new Map();
  for (const order of orders.filter(articles => articles.includes(sku))) {
    for (const other of new Set(order)) {
      if (other !== sku) {
        counts.set(other, (counts.get(other) ?? 0) + 1);
      }
    }
  }
  return [...counts.entries()]
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .slice(0, limit)
    .map(([other]) => other);
}
