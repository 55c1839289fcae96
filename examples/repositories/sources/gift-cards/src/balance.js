/** A card loses its balance three years after the end of the year in which it was sold. */
export function expiryOf(soldAt) {
  return new Date(Date.UTC(soldAt.getUTCFullYear() + 3, 11, 31, 23, 59, 59));
}

/**
 * Takes an amount off a card.
 *
 * @param {{ balance: number, soldAt: Date }} card balance in cents
 * @returns {{ balance: number, missing: number }} missing: what must be paid another way
 */
export function redeem(card, amount, now) {
  if (now > expiryOf(card.soldAt)) {
    throw new Error('The card has expired');
  }
  const used = Math.min(card.balance, amount);
  return { balance: card.balance - used, missing: amount - used };
}
