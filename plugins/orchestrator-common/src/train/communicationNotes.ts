import { noteSegments, NOTES_VALUE_NAMES } from '../manifest';
import type {
  CommunicationNotes,
  CommunicationState,
  TrainState,
} from '../model';
import { compileTemplate, TemplateError } from '../templating';
import {
  noteGroupsMarkdown,
  notesMarkdown,
  releaseNotes,
  type NotedTrain,
} from './releaseNotes';
import { aboard } from './trainContext';

/** Longest text of notes in a message, in characters: as long as an expression may put a text together. */
const MAX_NOTES_LENGTH = 100_000;
/** Level of the headings of products. */
const LEVEL = 2;
/** Readers of messages don't know the repository. */
const OPTIONS = { commits: false };

/**
 * The notes that the body of a message reads, as its readers get them: those for its persona, those for the wave that it
 * follows, and those for everybody; of the products that are aboard.
 *
 * @param train - of which the products have these notes now
 * @returns undefined where the body reads none, or is no template that can be read
 */
export function communicationNotes(
  train: Pick<TrainState, 'manifest' | 'passengers'>,
  products: NotedTrain['products'],
  { id, body }: Pick<CommunicationState, 'id' | 'body'>,
): CommunicationNotes | undefined {
  const reads = notesRead(body);
  if (reads.length === 0) {
    return undefined;
  }
  const { manifest } = train;
  const { spec } = manifest;
  const { persona, wave } =
    spec.communications.find(one => one.id === id) ?? {};
  const readers = [persona, wave].filter(one => one !== undefined);
  const ids = aboard(train);
  const notesFor = (segments: readonly string[]) =>
    releaseNotes({ train, products }, segments).filter(({ product }) =>
      ids.includes(product),
    );
  const membersOf = (name: string, known: string[]) => {
    const members = reads.filter(read => read.name === name);
    return members.length === 0
      ? undefined
      : known.filter(one => members.some(({ member }) => member === one));
  };
  const readProducts = membersOf(
    'notesOf',
    spec.products.map(one => one.id),
  );
  const readSegments = membersOf('notesFor', noteSegments(manifest));
  const own = notesFor(readers);
  return {
    ...(reads.some(({ name }) => name === 'notes') && {
      notes: shortened(notesMarkdown(own, LEVEL, OPTIONS)),
    }),
    ...(readProducts && {
      notesOf: Object.fromEntries(
        readProducts.map(product => [
          product,
          shortened(
            noteGroupsMarkdown(
              own.find(one => one.product === product)?.notes ?? [],
              LEVEL + 1,
              OPTIONS,
            ),
          ),
        ]),
      ),
    }),
    ...(readSegments && {
      notesFor: Object.fromEntries(
        readSegments.map(segment => [
          segment,
          shortened(notesMarkdown(notesFor([segment]), LEVEL, OPTIONS)),
        ]),
      ),
    }),
  };
}

/** What a body reads of the notes. */
function notesRead(body: string) {
  // Most bodies read none, and this is asked with every step of a train.
  if (!body.includes('notes')) {
    return [];
  }
  try {
    return compileTemplate(body).reads.filter(({ name }) =>
      NOTES_VALUE_NAMES.some(known => known === name),
    );
  } catch (error) {
    // Whoever looks at it is told; nobody can send it.
    if (error instanceof TemplateError) {
      return [];
    }
    throw error;
  }
}

/** Ends with whole lines, and shows that there is more. */
function shortened(text: string): string {
  return text.length <= MAX_NOTES_LENGTH
    ? text
    : `${text.slice(0, text.lastIndexOf('\n', MAX_NOTES_LENGTH))}\n\n…`;
}
