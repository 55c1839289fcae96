/**
 * @typedef {{ sku: string, unitPrice: number, quantity: number }} Line prices in cents
 * @typedef {{ kind: 'percent' | 'amount', value: number, minimum?: number }} Voucher
 */

/** @param {Line[]} lines */
export function subtotal(lines) {
  return lines.reduce((sum, line) => sum + line.unitPrice * line.quantity, 0);
}

/**
 * What a voucher takes off, in cents: never more than the basket costs.
 *
 * @param {Line[]} lines
 * @param {Voucher} voucher
 */
export function discount(lines, voucher) {
  const total = subtotal(lines);
  if (total < (voucher.minimum ?? 0)) {
    return 0;
  }
  const off = voucher.kind === 'percent' ? Math.floor((total * voucher.value) / 100) : voucher.value;
  return Math.min(off, total);
}
