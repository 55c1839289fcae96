/** The carriers' own codes, in our words. */
const CODES = {
  northpost: { REC: 'accepted', TRA: 'moving', OFD: 'outForDelivery', DEL: 'delivered', RTS: 'returning' },
  swiftline: { 10: 'accepted', 30: 'moving', 60: 'outForDelivery', 90: 'delivered', 95: 'returning' },
};

/** A code that a carrier has added since counts as moving. */
export function stateOf(carrier, code) {
  const codes = CODES[carrier];
  if (!codes) {
    throw new Error(`Unknown carrier ${carrier}`);
  }
  return codes[code] ?? 'moving';
}

/** Events of a parcel, oldest first, each state once. */
export function timeline(events) {
  const sorted = [...events].sort((a, b) => a.at.localeCompare(b.at));
  return sorted.filter((event, index) => index === 0 || sorted[index - 1].state !== event.state);
}
