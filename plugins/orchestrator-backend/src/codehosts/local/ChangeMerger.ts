import { setTimeout as sleep } from 'node:timers/promises';
import { ConflictError } from '@backstage/errors';
import { isoNow, type Clock } from '../../clock';
import type { ChangeLedger } from './ChangeLedger';
import {
  isFinal,
  MERGE_TRAILER,
  type ChangeObserver,
  type ObservedChange,
} from './ChangeObserver';
import type { LocalChangeRecord } from './LocalChangesStore';

const MAX_ATTEMPTS = 10;
const RETRY_AFTER_MS = 25;
const MAX_FILES_NAMED = 10;

/** Who merge commits are by; the person is named in the message. */
export interface MergeAuthor {
  name: string;
  email: string;
}

export const DEFAULT_MERGE_AUTHOR: MergeAuthor = {
  name: 'Backstage Orchestrator',
  email: 'orchestrator@localhost',
};

/**
 * Merges changes with a merge commit made in the bare repository.
 *
 * @remarks
 * First it is written down that somebody merges, then git moves the base branch in one step, then the merge is written
 * down. A process that dies in between leaves a base branch that either has the merge or has not, and the observer
 * finds out which.
 */
export class ChangeMerger {
  readonly #ledger: ChangeLedger;
  readonly #observer: ChangeObserver;
  readonly #clock: Clock;
  readonly #author: MergeAuthor;

  constructor(options: {
    ledger: ChangeLedger;
    observer: ChangeObserver;
    clock: Clock;
    author: MergeAuthor;
  }) {
    this.#ledger = options.ledger;
    this.#observer = options.observer;
    this.#clock = options.clock;
    this.#author = options.author;
  }

  /**
   * @param shownHead - Commit that whoever merges has looked at; anything newer is refused
   * @returns The merged change; merging what is merged already does nothing
   * @throws ConflictError when the change can't be merged as it is
   */
  async merge(
    record: LocalChangeRecord,
    by: string,
    shownHead: string = record.change.headCommit,
  ): Promise<LocalChangeRecord> {
    const seen = await this.#observer.observe(record);
    if (seen.record.change.state === 'merged') {
      return seen.record;
    }
    assertMergeable(seen, shownHead);
    const begun = await this.#ledger.note(record.change.id, current =>
      isFinal(current)
        ? undefined
        : { ...current, merging: { by, at: isoNow(this.#clock) } },
    );
    if (begun.change.state === 'closed') {
      throw new ConflictError(`${titleOf(begun)} was closed in the meantime`);
    }
    try {
      return await this.#mergeInGit(begun, by);
    } catch (error) {
      if (!(error instanceof ConflictError)) {
        // The base may have moved already: the mark stays, for the observer to find out.
        throw error;
      }
      await this.#ledger.note(record.change.id, current => {
        const { merging, ...rest } = current;
        return merging?.at === begun.merging?.at ? rest : undefined;
      });
      throw error;
    }
  }

  async #mergeInGit(
    begun: LocalChangeRecord,
    by: string,
  ): Promise<LocalChangeRecord> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      if (attempt > 0) {
        await sleep(RETRY_AFTER_MS * attempt);
      }
      const seen = await this.#observer.observe(begun);
      if (seen.record.change.state === 'merged') {
        return seen.record;
      }
      const { base, head } = assertMergeable(seen, begun.change.headCommit);
      const merged = await this.#moveBase(seen, base, head, by);
      if (merged) {
        return this.#observer.recordMerge(begun, { ...merged, by });
      }
    }
    throw new ConflictError(
      `${begun.change.baseBranch} of ${begun.change.repository} keeps moving: try to merge ${begun.change.id} again`,
    );
  }

  /** @returns undefined when one of the two branches moved in the meantime */
  async #moveBase(
    { repository, record }: ObservedChange,
    base: string,
    head: string,
    by: string,
  ): Promise<{ commit: string; baseCommit?: string } | undefined> {
    const { change } = record;
    const result = await repository.merge(base, head);
    if (result.kind === 'unrelated') {
      throw new ConflictError(
        `${change.branch} and ${change.baseBranch} have no commit in common`,
      );
    }
    if (result.kind === 'conflict') {
      throw new ConflictError(
        conflictSentence(change.baseBranch, result.files),
      );
    }
    const commit = await repository.commitMerge({
      tree: result.tree,
      parents: [base, head],
      message: mergeMessage(record, by),
      author: this.#author,
      date: isoNow(this.#clock),
    });
    const moved = await repository.updateRefs([
      { kind: 'verify', ref: `refs/heads/${change.branch}`, at: head },
      {
        kind: 'update',
        ref: `refs/heads/${change.baseBranch}`,
        from: base,
        to: commit,
      },
    ]);
    return moved
      ? { commit, baseCommit: await repository.mergeBase(base, head) }
      : undefined;
  }
}

/** One sentence that names the files. */
export function conflictSentence(
  baseBranch: string,
  files: readonly string[],
): string {
  const named = files.slice(0, MAX_FILES_NAMED).join(', ');
  const more =
    files.length > MAX_FILES_NAMED
      ? ` and ${files.length - MAX_FILES_NAMED} more`
      : '';
  return `It conflicts with ${baseBranch} in ${named}${more}: merge ${baseBranch} into the branch, or make the change anew`;
}

function assertMergeable(
  { record, base, head }: ObservedChange,
  shownHead: string,
): { base: string; head: string } {
  const { change } = record;
  if (change.state === 'closed') {
    throw new ConflictError(
      `${titleOf(record)} is closed: reopen it before it is merged`,
    );
  }
  if (change.state === 'draft') {
    throw new ConflictError(
      `${titleOf(record)} is a draft: mark it as ready before it is merged`,
    );
  }
  if (base === undefined || head === undefined) {
    throw new ConflictError(
      `${titleOf(record)} can't be merged, since the branch ${
        base === undefined ? change.baseBranch : change.branch
      } is gone`,
    );
  }
  if (head !== shownHead) {
    throw new ConflictError(
      `${titleOf(
        record,
      )} has new commits that you have not seen: look at it again`,
    );
  }
  return { base, head };
}

function titleOf({ change }: LocalChangeRecord): string {
  return `Change ${change.id}`;
}

/** Texts of others are kept to one line, so that none of them can be read as a trailer. */
function mergeMessage({ change }: LocalChangeRecord, by: string): string {
  const title = change.title.replace(/\s+/g, ' ').trim();
  return [
    `Merge ${change.id}: ${title}`,
    '',
    `Merged by ${by.replace(/\s+/g, ' ')}.`,
    '',
    `${MERGE_TRAILER}: ${change.id}`,
    '',
  ].join('\n');
}
