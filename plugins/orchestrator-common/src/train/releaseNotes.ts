import { digestOf } from '../gates/digest';
import type { TrainProduct } from '../manifest';
import type { NoteContent, ProductState, TrainState } from '../model';
import { markdownText as text } from '../report/markdownText';

/** Groups of notes, in the order in which they are read. @public */
export const NOTE_GROUPS = ['breaking', 'feature', 'fix', 'other'] as const;

/** {@inheritDoc NOTE_GROUPS} @public */
export type NoteGroup = (typeof NOTE_GROUPS)[number];

/** A note as people get it: what was found, with what people say over it. @public */
export interface ReleaseNote extends NoteContent {
  id: string;
  source: 'commit' | 'changeset' | 'manifest' | 'person';
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

/**
 * All notes of a product: those of the manifest, those of its commits and changesets, and those that people have written; also those
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
    ...(draft?.notes ?? []).map(note =>
      over(note.changeset === undefined ? 'commit' : 'changeset', note),
    ),
    ...added.map(note => over('person', note, note)),
  ];
}

/** Follows from its words: other notes may come before it in a revised manifest. */
function idOf(note: NoteContent): string {
  return `manifest-${digestOf(note).slice(-12)}`;
}

/** What notes of a train are made of. @public */
export interface NotedTrain {
  train: Pick<TrainState, 'manifest'>;
  products: ReadonlyMap<string, Pick<ProductState, 'title' | 'notes'>>;
}

/**
 * The notes of a train, by product, as readers of a segment get them.
 *
 * @param segment - a wave or a persona, or several: of readers who are in one of them; absent: all notes
 * @returns products without a note are not there
 * @public
 */
export function releaseNotes(
  { train, products }: NotedTrain,
  segment?: string | readonly string[],
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

/** Whether a note is for the readers of a segment, or of one of several. @public */
export function isFor(
  { segments }: Pick<NoteContent, 'segments'>,
  segment: string | readonly string[] | undefined,
): boolean {
  return (
    segment === undefined ||
    segments.length === 0 ||
    [segment].flat().some(one => segments.includes(one))
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
 * @param options - `commits`: whether the commit of a note stands behind it; default: true
 * @public
 */
export function notesMarkdown(
  products: readonly ProductReleaseNotes[],
  level: number,
  options: { commits?: boolean } = {},
): string {
  return products
    .flatMap(({ title, release, notes }) => [
      heading(level, `${text(title)} ${text(release)}`),
      noteGroupsMarkdown(notes, level + 1, options),
    ])
    .join('\n\n');
}

/** The notes of one product by their groups, without a heading of their own. */
export function noteGroupsMarkdown(
  notes: readonly ReleaseNote[],
  level: number,
  { commits = true }: { commits?: boolean },
): string {
  return NOTE_GROUPS.flatMap(group => {
    const members = notes.filter(note => note.group === group);
    return members.length === 0
      ? []
      : [
          heading(level, HEADINGS[group]),
          members.map(note => noteLine(note, commits)).join('\n'),
        ];
  }).join('\n\n');
}

function heading(level: number, words: string): string {
  return `${'#'.repeat(level)} ${words}`;
}

function noteLine(note: ReleaseNote, withCommit: boolean): string {
  const scope = note.scope === undefined ? '' : `**${text(note.scope)}:** `;
  const commit =
    note.commit === undefined || !withCommit
      ? ''
      : ` (${note.commit.slice(0, 7)})`;
  return `- ${scope}${text(note.text)}${commit}`;
}
