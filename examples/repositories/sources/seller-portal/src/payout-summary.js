/**
 * Sums a seller's sales for the payout page, in cents.
 *
 * @param {{ amount: number, fee: number, state: 'sent' | 'returned' }[]} sales
 */
export function payoutSummary(sales) {
  const kept = sales.filter(sale => sale.state === 'sent');
  const gross = kept.reduce((sum, sale) => sum + sale.amount, 0);
  const fees = kept.reduce((sum, sale) => sum + sale.fee, 0);
  return { gross, fees, payout: gross - fees, returned: sales.length - kept.length };
}
