/** One point for each full euro; twice as many on a birthday. */
export function pointsFor(totalCents, { birthday = false } = {}) {
  return Math.floor(totalCents / 100) * (birthday ? 2 : 1);
}

export function levelOf(points) {
  if (points >= 5000) {
    return 'gold';
  }
  return points >= 1000 ? 'silver' : 'basic';
}
