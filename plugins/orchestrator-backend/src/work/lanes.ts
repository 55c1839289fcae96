/** Kinds of machine that work may need; each lane has its own queue. */
export const LANES = ['git', 'train'] as const;

/** A lane that the product has work for. */
export type Lane = (typeof LANES)[number];
