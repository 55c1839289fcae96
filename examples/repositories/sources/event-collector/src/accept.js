const REQUIRED = {
  productViewed: ['sku', 'session'],
  basketChanged: ['sku', 'quantity', 'session'],
  orderPlaced: ['orderId', 'total'],
};

/** Clocks of browsers differ: an event may be this far ahead of ours. */
const MAX_AHEAD_MS = 5 * 60_000;

/** Why an event is refused; undefined where it is accepted. */
export function refusal(event, now) {
  const fields = REQUIRED[event.type];
  if (!fields) {
    return `unknown type ${event.type}`;
  }
  const missing = fields.filter(field => event[field] === undefined);
  if (missing.length > 0) {
    return `missing ${missing.join(', ')}`;
  }
  return Date.parse(event.at) - now.getTime() > MAX_AHEAD_MS ? 'from the future' : undefined;
}
