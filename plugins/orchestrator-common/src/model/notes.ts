/** Kinds of notes; what breaks stands apart, whatever its kind is. @public */
export const NOTE_KINDS = ['feature', 'fix', 'other'] as const;

/** {@inheritDoc NOTE_KINDS} @public */
export type NoteKind = (typeof NOTE_KINDS)[number];

/** What a note says, and to whom. @public */
export interface NoteContent {
  kind: NoteKind;
  /** Plain text. */
  text: string;
  breaking: boolean;
  /** Ids of waves, and personas; empty: everybody. */
  segments: string[];
}

/** A note as it was found in a commit, whose id it has, or in a changeset, which its id follows from. @public */
export interface DraftedNote extends NoteContent {
  id: string;
  /** Where it is a changeset: the commit that added it. */
  commit: string;
  /** Path of the changeset in the repository. */
  changeset?: string;
  /** Type and scope of the commit, where it conforms to Conventional Commits. */
  type?: string;
  scope?: string;
}

/** A place in a repository: as the manifest names it, and its commit. @public */
export interface NotedRef {
  ref: string;
  commit: string;
}

/** A changeset that can't be read, so that no note comes of it. @public */
export interface ChangesetProblem {
  /** In the repository. */
  path: string;
  /** The commit that added it. */
  commit: string;
  /** What was found, and what is accepted. */
  message: string;
}

/** What was found between two commits. @public */
export interface FoundNotes {
  /** `host:name`. */
  repository: string;
  /** Folder of the product in the repository; absent: all of it. */
  path?: string;
  from: NotedRef;
  to: NotedRef;
  /** Commits that were read. */
  commits: number;
  /** Whether there are more, which were not read. */
  cut: boolean;
  /** Changesets that were read; absent where there were none. */
  changesets?: number;
  /** Changesets that can't be read; absent where there were none. */
  problems?: ChangesetProblem[];
  /** Those of changesets first; each newest first. */
  notes: DraftedNote[];
}

/** What a person changes of a note; what is left out stays. @public */
export interface NoteChange extends Partial<NoteContent> {
  id: string;
  leftOut?: boolean;
}

/** What people say of a note, over what was found. @public */
export interface NoteEdit extends NoteChange {
  by: string;
  at: string;
}

/** The notes of a product: what was found, and apart from it what people say. @public */
export interface ProductNotes {
  draft?: FoundNotes & {
    by: string;
    at: string;
    /** Ids of notes that the draft before this one did not have. */
    fresh: string[];
  };
  /** One for each note that somebody has edited. */
  edits: NoteEdit[];
  /** Notes that people have written. */
  added: (NoteContent & { id: string; by: string; at: string })[];
}
