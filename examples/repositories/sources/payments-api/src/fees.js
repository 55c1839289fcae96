/** What each method costs: a share in basis points and a fixed part in cents. */
const TARIFFS = {
  card: { basisPoints: 140, fixed: 25 },
  wallet: { basisPoints: 160, fixed: 25 },
  transfer: { basisPoints: 0, fixed: 35 },
};

/**
 * The fee for one payment, in cents.
 *
 * @param {number} amount in cents
 * @param {'card' | 'wallet' | 'transfer'} method
 */
export function feeFor(amount, method) {
  const tariff = TARIFFS[method];
  if (!tariff) {
    throw new Error(`No tariff for payment method ${method}`);
  }
  if (!Number.isInteger(amount) || amount <= 0) {
    throw new Error(`An amount is a positive number of cents, not ${amount}`);
  }
  return Math.round((amount * tariff.basisPoints) / 10_000) + tariff.fixed;
}
