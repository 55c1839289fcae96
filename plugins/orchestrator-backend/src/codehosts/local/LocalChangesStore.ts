import type {
  Change,
  LocalChange,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/** Revision of a change that has just been made. */
export const FIRST_REVISION = 1;

export type LocalChangeEntry = LocalChange['conversation'][number];
export type LocalChangeEntryKind = LocalChangeEntry['kind'];
export type NewLocalChangeEntry = Omit<LocalChangeEntry, 'id'>;

/** One person's latest verdict. */
export interface LocalReview {
  by: string;
  verdict: 'approved' | 'changesRequested';
  at: string;
}

/** All that is kept of a change apart from its conversation. */
export interface LocalChangeRecord {
  /** Raised by each update. */
  revision: number;
  change: Change;
  /** Markdown, as it was handed in. */
  body: string;
  runId?: string;
  targetId?: string;
  /** Commit that the branch was made from, as last seen. */
  baseCommit: string;
  reviews: LocalReview[];
  /** Written before git is asked to merge: after a crash, git tells whether it did. */
  merging?: { by: string; at: string };
  /** What the orchestrator has not been told yet; removed once it has been. */
  untold?: { by: string; at: string; revision: number };
}

/** A change before it has a number. */
export type NewLocalChange = Omit<LocalChangeRecord, 'revision' | 'change'> & {
  change: Omit<Change, 'id' | 'url'>;
};

/** What an update writes: the record as it shall be, and what is added to the conversation. */
export interface LocalChangeUpdate {
  record: LocalChangeRecord;
  entries?: NewLocalChangeEntry[];
}

/** Keeps the changes of the local code host. */
export interface LocalChangesStore {
  get(id: string): Promise<LocalChangeRecord | undefined>;

  /** The newest change of a branch. */
  findByBranch(
    repository: string,
    branch: string,
  ): Promise<LocalChangeRecord | undefined>;

  /**
   * Numbers and keeps a change, unless its branch has one.
   *
   * @returns The change of the branch, and whether it is new. Of several callers at once, one makes it.
   */
  create(
    change: NewLocalChange,
    entry: NewLocalChangeEntry,
  ): Promise<{ record: LocalChangeRecord; created: boolean }>;

  /**
   * Reads, decides and writes while nobody else can write this change.
   *
   * @param decide - Must be quick and without effects; undefined leaves everything as it is
   * @returns The record as it is now, and whether it was written
   * @throws NotFoundError when there is no such change
   */
  update(
    id: string,
    decide: (current: LocalChangeRecord) => LocalChangeUpdate | undefined,
  ): Promise<{ record: LocalChangeRecord; updated: boolean }>;

  /** The conversation, oldest first. */
  entries(id: string): Promise<LocalChangeEntry[]>;

  /**
   * Changes that are not final and those of which the orchestrator is still to be told, by id.
   *
   * @param page - `after` is the last id of the page before
   */
  listUnsettled(page: {
    after?: string;
    limit: number;
  }): Promise<LocalChangeRecord[]>;
}
