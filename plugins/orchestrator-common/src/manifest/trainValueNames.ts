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

/**
 * The names of the notes, which bodies of communications may read beside those: all of them, those of a product by its
 * id, and those for a segment by its name.
 *
 * @public
 */
export const NOTES_VALUE_NAMES = ['notes', 'notesOf', 'notesFor'] as const;

/** The names that the refs of a changelog may read. @public */
export const REF_VALUE_NAMES = ['product'] as const;
