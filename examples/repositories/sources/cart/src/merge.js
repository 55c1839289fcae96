const MAX_QUANTITY = 20;

/**
 * Joins the basket of a shopper who signs in with the one from the last visit.
 *
 * @param {Record<string, number>} saved quantity by article
 * @param {Record<string, number>} current what was put in before signing in; it wins
 */
export function mergeCarts(saved, current) {
  const merged = { ...saved };
  for (const [sku, quantity] of Object.entries(current)) {
    merged[sku] = Math.min(Math.max(merged[sku] ?? 0, quantity), MAX_QUANTITY);
  }
  return merged;
}
