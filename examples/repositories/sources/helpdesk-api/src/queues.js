const RULES = [
  { queue: 'payments', words: ['refund', 'charged', 'invoice'] },
  { queue: 'delivery', words: ['parcel', 'tracking', 'late'] },
  { queue: 'account', words: ['password', 'sign in', 'email'] },
];

/** The queue whose words the subject holds most of. */
export function queueFor(subject) {
  const text = subject.toLowerCase();
  const scored = RULES.map(({ queue, words }) => ({ queue, hits: words.filter(word => text.includes(word)).length }));
  const best = scored.reduce((a, b) => (b.hits > a.hits ? b : a));
  return best.hits > 0 ? best.queue : 'general';
}

/** When a ticket must be answered: sooner for orders of a high value. */
export function dueAt(openedAt, orderTotal) {
  const hours = orderTotal >= 50_000 ? 4 : 24;
  return new Date(openedAt.getTime() + hours * 3_600_000);
}
