import { digestOf } from '../gates/digest';
import { PERSONAS, type TrainManifest, type TrainProduct } from '../manifest';
import type { NoteContent, ProductState } from '../model';
import { markdownText as text } from '../report/markdownText';
import type { TrainParts } from './trainParts';

/** Groups of notes, in the order in which they are read. @public */
export const NOTE_GROUPS = ['breaking', 'feature', 'fix', 'other'] as const;

/** {@inheritDoc NOTE_GROUPS} @public */
export type NoteGroup = (typeof NOTE_GROUPS)[number];

/** A note as people get it: what was found, with what people say over it. @public */
export interface ReleaseNote extends NoteContent {
  id: string;
  source: 'commit' | 'manifest' | 'person';
  group: NoteGroup;
  commit?: string;
  scope?: string;
  /** Kept, but not shown to readers. */
  leftOut: boolean;
  /** New since the draft before. */
  fresh: boolean;
  /** Who said so last, and when. */
  editedBy?: string;
  editedAt?: string;
}

/** The notes of one product. @public */
export interface ProductReleaseNotes {
  product: string;
  title: string;
  release: string;
  notes: ReleaseNote[];
}

/** Who a note may be for: the waves of a train, and the personas of messages. @public */
export function noteSegments({ spec }: TrainManifest): string[] {
  return [...spec.waves.map(({ id }) => id), ...PERSONAS];
}

/**
 * All notes of a product: those of the manifest, those of its commits, and those that people have written; also those
 * that are left out.
 *
 * @public
 */
export function productNotes(
  { notes: written = [] }: Pick<TrainProduct, 'notes'>,
  state: Pick<ProductState, 'notes'> | undefined,
): ReleaseNote[] {
  const { draft, edits = [], added = [] } = state?.notes ?? {};
  const over = (
    source: ReleaseNote['source'],
    note: NoteContent & Pick<ReleaseNote, 'id' | 'commit' | 'scope'>,
    author?: { by: string; at: string },
  ): ReleaseNote => {
    const edit = edits.find(({ id }) => id === note.id);
    const { kind, text: words, breaking, segments } = { ...note, ...edit };
    const { by: editedBy, at: editedAt } = edit ?? author ?? {};
    return {
      id: note.id,
      source,
      group: breaking ? 'breaking' : kind,
      kind,
      text: words,
      breaking,
      segments,
      ...(note.commit !== undefined && { commit: note.commit }),
      ...(note.scope !== undefined && { scope: note.scope }),
      leftOut: edit?.leftOut ?? false,
      fresh: draft?.fresh.includes(note.id) ?? false,
      ...(editedBy !== undefined && { editedBy }),
      ...(editedAt !== undefined && { editedAt }),
    };
  };
  return [
    ...written.map(note => over('manifest', { ...note, id: idOf(note) })),
    ...(draft?.notes ?? []).map(note => over('commit', note)),
    ...added.map(note => over('person', note, note)),
  ];
}

/** Follows from its words: other notes may come before it in a revised manifest. */
function idOf(note: NoteContent): string {
  return `manifest-${digestOf(note).slice(-12)}`;
}

/**
 * The notes of a train, by product, as readers of a segment get them.
 *
 * @param segment - a wave or a persona; absent: all notes
 * @returns products without a note are not there
 * @public
 */
export function releaseNotes(
  { train, products }: Pick<TrainParts, 'train' | 'products'>,
  segment?: string,
): ProductReleaseNotes[] {
  return train.manifest.spec.products
    .map(product => ({
      product: product.id,
      title: products.get(product.id)?.title ?? product.title ?? product.id,
      release: product.version,
      notes: productNotes(product, products.get(product.id)).filter(
        note => !note.leftOut && isFor(note, segment),
      ),
    }))
    .filter(({ notes }) => notes.length > 0);
}

/** Whether a note is for the readers of a segment. @public */
export function isFor(
  { segments }: Pick<NoteContent, 'segments'>,
  segment: string | undefined,
): boolean {
  return (
    segment === undefined || segments.length === 0 || segments.includes(segment)
  );
}

const HEADINGS: Record<NoteGroup, string> = {
  breaking: 'Breaking',
  feature: 'Features',
  fix: 'Fixes',
  other: 'Other',
};

/**
 * Notes as Markdown; whatever comes from a commit, a manifest or a person shows as text.
 *
 * @param level - of the headings of the products: 2 writes `##`
 * @public
 */
export function notesMarkdown(
  products: readonly ProductReleaseNotes[],
  level: number,
): string {
  const heading = (depth: number, words: string) =>
    `${'#'.repeat(depth)} ${words}`;
  return products
    .flatMap(({ title, release, notes }) => [
      heading(level, `${text(title)} ${text(release)}`),
      ...NOTE_GROUPS.flatMap(group => {
        const members = notes.filter(note => note.group === group);
        return members.length === 0
          ? []
          : [
              heading(level + 1, HEADINGS[group]),
              members.map(noteLine).join('\n'),
            ];
      }),
    ])
    .join('\n\n');
}

function noteLine(note: ReleaseNote): string {
  const scope = note.scope === undefined ? '' : `**${text(note.scope)}:** `;
  const commit =
    note.commit === undefined ? '' : ` (${note.commit.slice(0, 7)})`;
  return `- ${scope}${text(note.text)}${commit}`;
}
