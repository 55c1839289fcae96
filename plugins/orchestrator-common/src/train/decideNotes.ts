import type { ProductEvent } from '../events';
import type { NoteContent, ProductState } from '../model';
import { accept, reject, type Decision } from '../sweep/decision';
import type { ProductContext } from './decideProduct';
import type { ProductCommand } from './productCommands';
import { productNotes } from './releaseNotes';

/** Notes that people may write for one product. */
const MAX_ADDED = 200;

/**
 * Decides on the notes of a product: what its commits say is recorded as found; what people say is recorded beside it.
 *
 * @remarks It goes in every phase: notes are read long after the train has ended, and may have to be corrected.
 */
export function decideNotes(
  state: ProductState,
  command: Extract<ProductCommand, { type: 'draftNotes' | 'editNotes' }>,
  context: Pick<ProductContext, 'product' | 'segments' | 'newId'>,
): Decision<ProductEvent> {
  const { by } = command;
  if (command.type === 'draftNotes') {
    const { found } = command;
    const earlier = state.notes?.draft?.notes.map(({ id }) => id);
    const fresh = earlier
      ? found.notes.map(({ id }) => id).filter(id => !earlier.includes(id))
      : [];
    return accept<ProductEvent>({
      type: 'notes.drafted',
      data: { ...found, by, fresh },
    });
  }
  const { edits, added } = command;
  const known = productNotes(context.product, state).map(({ id }) => id);
  const problem =
    edits
      .map(({ id, ...change }, index) =>
        known.includes(id)
          ? contentProblem(change, `edits.${index}`, context.segments)
          : `edits.${index}.id: found ${id}, accepted is the id of a note of ${state.title}`,
      )
      .find(Boolean) ??
    added
      .map((note, index) =>
        contentProblem(note, `added.${index}`, context.segments),
      )
      .find(Boolean);
  if (problem) {
    return reject('invalid', problem);
  }
  if ((state.notes?.added.length ?? 0) + added.length > MAX_ADDED) {
    return reject(
      'invalid',
      `added: found more than ${MAX_ADDED} notes written by people, accepted are ${MAX_ADDED}: edit those that are there`,
    );
  }
  return edits.length + added.length === 0
    ? accept<ProductEvent>()
    : accept<ProductEvent>({
        type: 'notes.edited',
        data: {
          by,
          edits,
          added: added.map(note => ({ ...note, id: context.newId() })),
        },
      });
}

function contentProblem(
  { text, segments = [] }: Partial<NoteContent>,
  place: string,
  known: readonly string[],
): string | undefined {
  if (text !== undefined && text.trim() === '') {
    return `${place}.text: found nothing, accepted is a text; a note is left out with leftOut`;
  }
  const stray = segments.findIndex(segment => !known.includes(segment));
  return stray === -1
    ? undefined
    : `${place}.segments.${stray}: found ${
        segments[stray]
      }, accepted is a wave or a persona: ${known.join(', ')}`;
}
