import type { ProductEvent } from '../events';
import type { NoteEdit, ProductNotes } from '../model';

type NotesEvent = Extract<
  ProductEvent,
  { type: 'notes.drafted' | 'notes.edited' }
>;

/** The notes of a product after one more event: a new draft leaves what people have said as it is. */
export function evolveNotes(
  notes: ProductNotes = { edits: [], added: [] },
  { type, data }: NotesEvent,
  at: string,
): ProductNotes {
  if (type === 'notes.drafted') {
    return { ...notes, draft: { ...data, at } };
  }
  const { by, edits, added } = data;
  return {
    ...notes,
    edits: edits.reduce<NoteEdit[]>((known, change) => {
      const earlier = known.find(({ id }) => id === change.id);
      return [
        ...known.filter(({ id }) => id !== change.id),
        { ...earlier, ...change, by, at },
      ];
    }, notes.edits),
    added: [...notes.added, ...added.map(note => ({ ...note, by, at }))],
  };
}
