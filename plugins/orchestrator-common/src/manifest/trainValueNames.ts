/** The names that queries, conditions and texts of a train may read beside `result`. @public */
export const TRAIN_VALUE_NAMES = [
  'train',
  'product',
  'products',
  'segment',
  'wave',
  'window',
  'milestones',
] as const;

/** The names that the refs of a changelog may read. @public */
export const REF_VALUE_NAMES = ['product'] as const;
