/** Days after delivery in which goods may be sent back. */
const WINDOW_DAYS = 30;

export function isReturnable(deliveredAt, now) {
  return now.getTime() - deliveredAt.getTime() <= WINDOW_DAYS * 86_400_000;
}

/**
 * What is paid back for some pieces of a line, in cents.
 *
 * @param {{ paid: number, quantity: number }} line paid: for all pieces, after discounts
 */
export function refundFor(line, returned) {
  if (returned > line.quantity) {
    throw new Error('More pieces are returned than were bought');
  }
  return Math.floor((line.paid * returned) / line.quantity);
}
