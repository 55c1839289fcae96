import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import type {
  LocalChange,
  ReviewState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow, type Clock } from '../../clock';
import type { ChangeLedger } from './ChangeLedger';
import type { ChangeMerger } from './ChangeMerger';
import {
  isFinal,
  type ChangeObserver,
  type ObservedChange,
} from './ChangeObserver';
import type {
  LocalChangeEntryKind,
  LocalChangeRecord,
  LocalChangesStore,
  LocalChangeUpdate,
  LocalReview,
} from './LocalChangesStore';
import { MergeTrial } from './MergeTrial';
import { keptRef } from './withdrawBranch';

/** What a reviewer sees; what they may do is for the caller to say. */
export type LocalChangeDescription = Omit<LocalChange, 'actions'>;

/**
 * What people do with a change on its page. Who may do it is decided by the caller.
 *
 * @remarks All methods throw NotFoundError where there is no such change, ConflictError where its state forbids the act.
 */
export class LocalChangeReviews {
  readonly #store: LocalChangesStore;
  readonly #clock: Clock;
  readonly #ledger: ChangeLedger;
  readonly #observer: ChangeObserver;
  readonly #merger: ChangeMerger;
  readonly #trial = new MergeTrial();

  constructor(options: {
    store: LocalChangesStore;
    clock: Clock;
    ledger: ChangeLedger;
    observer: ChangeObserver;
    merger: ChangeMerger;
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#ledger = options.ledger;
    this.#observer = options.observer;
    this.#merger = options.merger;
  }

  async describe(id: string): Promise<LocalChangeDescription> {
    const seen = await this.#observe(id);
    const { record } = seen;
    const [baseCommit, mergeableReason, conversation] = await Promise.all([
      this.#baseCommit(seen),
      this.#trial.whyNot(seen),
      this.#store.entries(id),
    ]);
    return {
      change: record.change,
      body: record.body,
      runId: record.runId,
      targetId: record.targetId,
      baseCommit,
      mergeable: mergeableReason === undefined,
      mergeableReason,
      conversation,
    };
  }

  /** @returns What the branch adds to its base, in git's unified format */
  async diff(id: string): Promise<string> {
    const seen = await this.#observe(id);
    const { headCommit, branch } = seen.record.change;
    if (!(await seen.repository.hasCommit(headCommit))) {
      throw new NotFoundError(
        `The commits of change ${id} are gone, since ${branch} was deleted with git`,
      );
    }
    return seen.repository.diff(await this.#baseCommit(seen), headCommit);
  }

  /**
   * Approves or requests changes; the latest verdict of a person counts.
   *
   * @param review - `headCommit` is what the reviewer has looked at, where the caller knows
   */
  async review(
    id: string,
    review: {
      by: string;
      verdict: LocalReview['verdict'];
      text?: string;
      headCommit?: string;
    },
  ): Promise<LocalChangeRecord['change']> {
    const { by, verdict, text } = review;
    const shownHead =
      review.headCommit ?? (await this.#require(id)).change.headCommit;
    await this.#observe(id);
    return this.#act(id, by, verdict, text, current => {
      if (current.change.headCommit !== shownHead) {
        throw new ConflictError(
          `Change ${id} has new commits that you have not seen: look at it again`,
        );
      }
      const at = isoNow(this.#clock);
      const reviews = [
        ...current.reviews.filter(other => other.by !== by),
        { by, verdict, at },
      ];
      return {
        ...current,
        reviews,
        change: { ...current.change, review: reviewState(reviews) },
      };
    });
  }

  /** Possible whatever the state of the change. */
  async comment(
    id: string,
    by: string,
    text: string,
  ): Promise<LocalChangeRecord['change']> {
    if (text.trim() === '') {
      throw new InputError('A comment needs a text');
    }
    const at = isoNow(this.#clock);
    const { change } = await this.#ledger.act(id, by, current => ({
      record: current,
      entries: [{ kind: 'comment', by, at, text }],
    }));
    return change;
  }

  /** @param headCommit - What whoever merges has looked at, where the caller knows */
  async merge(
    id: string,
    by: string,
    headCommit?: string,
  ): Promise<LocalChangeRecord['change']> {
    const record = await this.#require(id);
    return (await this.#merger.merge(record, by, headCommit)).change;
  }

  /** Ends a draft. What is ready already stays so. */
  async markReady(
    id: string,
    by: string,
  ): Promise<LocalChangeRecord['change']> {
    return this.#act(id, by, 'markedReady', undefined, current =>
      current.change.state === 'draft'
        ? { ...current, change: { ...current.change, state: 'open' } }
        : undefined,
    );
  }

  /** Closes without merging; the branch stays. Closing twice is closing once. */
  async close(
    id: string,
    by: string,
    reason?: string,
  ): Promise<LocalChangeRecord['change']> {
    const seen = await this.#observe(id);
    if (seen.record.change.state === 'closed') {
      return seen.record.change;
    }
    return this.#act(id, by, 'closed', reason, current => {
      if (current.merging) {
        throw new ConflictError(
          `Change ${id} is just being merged by ${current.merging.by}`,
        );
      }
      const closedAt = isoNow(this.#clock);
      const state = 'closed' as const;
      return {
        ...current,
        change: { ...current.change, state, closedAt, closedBy: by },
      };
    });
  }

  /** Opens a closed change again, with its branch where that was deleted. */
  async reopen(id: string, by: string): Promise<LocalChangeRecord['change']> {
    const seen = await this.#observe(id);
    const { record, repository, base } = seen;
    const { state, branch, headCommit } = record.change;
    if (state !== 'closed') {
      throw new ConflictError(`Change ${id} is ${state}, not closed`);
    }
    const head = seen.head ?? (await this.#restoreBranch(seen));
    if (base === undefined || (await repository.contains(base, head))) {
      throw new ConflictError(
        `Change ${id} can't be reopened: ${branch} has nothing that ${record.change.baseBranch} lacks`,
      );
    }
    const at = isoNow(this.#clock);
    const { change } = await this.#ledger.act(id, by, current => {
      if (current.change.state !== 'closed') {
        return undefined;
      }
      const { closedAt: _at, closedBy: _by, ...rest } = current.change;
      const reviews = head === headCommit ? current.reviews : [];
      return {
        record: {
          ...current,
          reviews,
          change: {
            ...rest,
            state: 'open',
            headCommit: head,
            review: reviewState(reviews),
          },
        },
        entries: [{ kind: 'reopened', by, at }],
      };
    });
    return change;
  }

  async #restoreBranch({
    record: { change },
    repository,
  }: ObservedChange): Promise<string> {
    const head =
      (await repository.resolve(keptRef(change))) ?? change.headCommit;
    const ref = `refs/heads/${change.branch}`;
    const restored =
      (await repository.hasCommit(head)) &&
      (await repository.updateRefs([{ kind: 'create', ref, to: head }]));
    if (!restored) {
      throw new ConflictError(
        `Change ${change.id} can't be reopened: its branch ${change.branch} is gone`,
      );
    }
    return head;
  }

  async #require(id: string): Promise<LocalChangeRecord> {
    const record = await this.#store.get(id);
    if (!record) {
      throw new NotFoundError(`There is no change ${id}`);
    }
    return record;
  }

  async #observe(id: string): Promise<ObservedChange> {
    return this.#observer.observe(await this.#require(id));
  }

  /** An act that needs a change which is not final; undefined from `decide` does nothing. */
  async #act(
    id: string,
    by: string,
    kind: LocalChangeEntryKind,
    text: string | undefined,
    decide: (current: LocalChangeRecord) => LocalChangeRecord | undefined,
  ): Promise<LocalChangeRecord['change']> {
    const at = isoNow(this.#clock);
    const { change } = await this.#ledger.act(
      id,
      by,
      (current): LocalChangeUpdate | undefined => {
        if (isFinal(current)) {
          throw new ConflictError(
            `Change ${id} is ${current.change.state} already`,
          );
        }
        const record = decide(current);
        return record && { record, entries: [{ kind, by, at, text }] };
      },
    );
    return change;
  }

  async #baseCommit({
    record,
    repository,
    base,
    head,
  }: ObservedChange): Promise<string> {
    if (isFinal(record) || base === undefined || head === undefined) {
      return record.baseCommit;
    }
    return (await repository.mergeBase(base, head)) ?? record.baseCommit;
  }
}

function reviewState(reviews: readonly LocalReview[]): ReviewState {
  if (reviews.some(({ verdict }) => verdict === 'changesRequested')) {
    return 'changesRequested';
  }
  return reviews.length > 0 ? 'approved' : 'pending';
}
