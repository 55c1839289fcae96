import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  SYSTEM_ACTOR,
  type Change,
  type RepositoryRef,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  FailureError,
  type ChangeRequest,
  type CodeHost,
  type RepositoryAccess,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { isoNow, systemClock, type Clock } from '../../clock';
import { ChangeLedger, type LocalChangeCallback } from './ChangeLedger';
import {
  ChangeMerger,
  DEFAULT_MERGE_AUTHOR,
  type MergeAuthor,
} from './ChangeMerger';
import { ChangeObserver, isFinal } from './ChangeObserver';
import type { LocalChangeRecord, LocalChangesStore } from './LocalChangesStore';
import { LocalChangeReviews } from './LocalChangeReviews';
import { LocalRepositories } from './LocalRepositories';
import type { LocalRepository } from './LocalRepository';
import { assertBranchName } from './names';
import { reconcileChanges } from './reconcileChanges';
import { withdrawBranch } from './withdrawBranch';

export interface LocalCodeHostOptions {
  /** Folder of the bare repositories, the setting `orchestrator.codeHosts.local.directory`. */
  directory: string;
  store: LocalChangesStore;
  clock?: Clock;
  logger?: LoggerService;
  /** Who merge commits are by. */
  mergeAuthor?: MergeAuthor;
}

const US = SYSTEM_ACTOR.ref;

/** Bare repositories in a folder, with changes that live in the orchestrator's own tables. */
export class LocalCodeHost implements CodeHost {
  readonly type = 'local';
  readonly tellsOfChanges = true;
  /** What the review page does. */
  readonly reviews: LocalChangeReviews;
  readonly #store: LocalChangesStore;
  readonly #clock: Clock;
  readonly #logger?: LoggerService;
  readonly #repositories: LocalRepositories;
  readonly #ledger: ChangeLedger;
  readonly #observer: ChangeObserver;
  readonly #merger: ChangeMerger;

  constructor(options: LocalCodeHostOptions) {
    const { store, clock = systemClock, logger } = options;
    const repositories = new LocalRepositories(options.directory);
    const ledger = new ChangeLedger({ store, clock, logger });
    const observer = new ChangeObserver({ repositories, ledger, clock });
    const merger = new ChangeMerger({
      ledger,
      observer,
      clock,
      author: options.mergeAuthor ?? DEFAULT_MERGE_AUTHOR,
    });
    this.#store = store;
    this.#clock = clock;
    this.#logger = logger;
    this.#repositories = repositories;
    this.#ledger = ledger;
    this.#observer = observer;
    this.#merger = merger;
    this.reviews = new LocalChangeReviews({
      store,
      clock,
      ledger,
      observer,
      merger,
    });
  }

  /**
   * Registers who hears of each act on a change, by a person, by us or with git directly; at least once for each.
   * It is awaited before the act returns; when it fails, {@link LocalCodeHost.reconcile} tells it again.
   */
  onChanged(callback: LocalChangeCallback): void {
    this.#ledger.onChanged(callback);
  }

  /**
   * Brings all changes that are not final in line with git, finishes what a crash interrupted and tells what was not
   * told. To be called at the start, and then now and again.
   *
   * @param signal - ends it early; the next call looks at the rest
   */
  async reconcile(signal?: AbortSignal): Promise<void> {
    await reconcileChanges(
      {
        store: this.#store,
        repositories: this.#repositories,
        ledger: this.#ledger,
        observer: this.#observer,
        logger: this.#logger,
      },
      signal,
    );
  }

  async access(repository: RepositoryRef): Promise<RepositoryAccess> {
    const found = await this.#repositories.open(repository.name);
    const defaultBranch = await found.defaultBranch();
    if (defaultBranch === undefined) {
      throw new FailureError({
        class: 'permanent',
        code: 'noDefaultBranch',
        message: `HEAD of ${repository.name} names no branch: set it with git symbolic-ref HEAD refs/heads/main`,
      });
    }
    assertBranchName(defaultBranch);
    return { url: found.path, defaultBranch, archived: false };
  }

  async repositoryAt(url: string): Promise<RepositoryRef | undefined> {
    const name = await this.#repositories.nameAt(url);
    return name === undefined ? undefined : { host: this.type, name };
  }

  async findChange(
    repository: RepositoryRef,
    branch: string,
  ): Promise<Change | undefined> {
    const record = await this.#store.findByBranch(repository.name, branch);
    return record && this.#upToDate(record);
  }

  async getChange(
    change: Pick<Change, 'repository' | 'id'>,
  ): Promise<Change | undefined> {
    const record = await this.#store.get(change.id);
    if (!record || record.change.repository !== change.repository) {
      return undefined;
    }
    return this.#upToDate(record);
  }

  /**
   * Returns the change that the branch has, if any, in whatever state: one that a person closed stays closed.
   *
   * @throws FailureError permanent `branchNotFound` or `nothingToMerge`
   */
  async openChange(request: ChangeRequest): Promise<Change> {
    const { branch, baseBranch } = request;
    assertBranchName(branch);
    assertBranchName(baseBranch);
    const existing = await this.findChange(request.repository, branch);
    if (existing) {
      return existing;
    }
    const repository = await this.#repositories.open(request.repository.name);
    const { head, baseCommit } = await this.#newCommits(request, repository);
    const at = isoNow(this.#clock);
    const { record } = await this.#ledger.open(
      {
        runId: request.runId,
        targetId: request.targetId,
        body: request.body,
        baseCommit,
        reviews: [],
        change: {
          host: this.type,
          repository: request.repository.name,
          branch,
          baseBranch,
          title: request.title,
          labels: request.labels,
          reviewers: request.reviewers,
          state: request.draft ? 'draft' : 'open',
          review: 'pending',
          checks: 'unknown',
          headCommit: head,
          openedAt: at,
        },
      },
      { kind: 'opened', by: US, at },
    );
    return record.change;
  }

  /**
   * Brings title, body, labels and reviewers in line with the request, and ends a draft that shall be none; a change
   * that is ready for review stays so, and a final one is left as it is.
   */
  async updateChange(change: Change, request: ChangeRequest): Promise<Change> {
    const record = await this.#require(change);
    await this.#observer.observe(record, { ownHead: request.headCommit });
    const updated = await this.#ledger.act(change.id, US, current => {
      if (isFinal(current)) {
        return undefined;
      }
      const wanted: LocalChangeRecord = {
        ...current,
        body: request.body,
        change: {
          ...current.change,
          title: request.title,
          labels: request.labels,
          reviewers: request.reviewers,
          state: request.draft ? current.change.state : 'open',
        },
      };
      return JSON.stringify(wanted) === JSON.stringify(current)
        ? undefined
        : { record: wanted };
    });
    return updated.change;
  }

  /**
   * Closes the change and deletes its branch; what the branch held can be brought back by reopening.
   * A change that turns out to be merged is returned as it is.
   *
   * @throws FailureError transient `mergeInProgress`
   */
  async withdrawChange(change: Change, reason: string): Promise<Change> {
    const record = await this.#require(change);
    const seen = await this.#observer.observe(record);
    const at = isoNow(this.#clock);
    const closed = await this.#ledger.act(change.id, US, current => {
      if (isFinal(current)) {
        return undefined;
      }
      if (current.merging) {
        throw new FailureError({
          class: 'transient',
          code: 'mergeInProgress',
          message: `Change ${change.id} is just being merged by ${current.merging.by}`,
        });
      }
      return {
        record: {
          ...current,
          change: {
            ...current.change,
            state: 'closed',
            closedAt: at,
            closedBy: US,
          },
        },
        entries: [{ kind: 'closed', by: US, at, text: reason }],
      };
    });
    if (closed.change.state === 'closed') {
      await withdrawBranch(seen.repository, closed.change);
    }
    return closed.change;
  }

  /**
   * @throws ConflictError from `@backstage/errors`, naming the files, when it can't be merged as it is
   */
  async mergeChange(change: Change, by: string): Promise<Change> {
    const record = await this.#require(change);
    const merged = await this.#merger.merge(record, by, change.headCommit);
    return merged.change;
  }

  /** Git can't change what is final, and its repository may be gone. */
  async #upToDate(record: LocalChangeRecord): Promise<Change> {
    const current = isFinal(record)
      ? record
      : (await this.#observer.observe(record)).record;
    return current.change;
  }

  async #require(
    change: Pick<Change, 'repository' | 'id'>,
  ): Promise<LocalChangeRecord> {
    const record = await this.#store.get(change.id);
    if (!record || record.change.repository !== change.repository) {
      throw new FailureError({
        class: 'permanent',
        code: 'changeNotFound',
        message: `There is no change ${change.id} of ${change.repository} on the local code host`,
      });
    }
    return record;
  }

  async #newCommits(
    { branch, baseBranch, repository: { name } }: ChangeRequest,
    repository: LocalRepository,
  ): Promise<{ head: string; baseCommit: string }> {
    const tips = await repository.tips([branch, baseBranch]);
    const head = tips.get(branch);
    const base = tips.get(baseBranch);
    if (head === undefined || base === undefined) {
      throw new FailureError({
        class: 'permanent',
        code: 'branchNotFound',
        message: `${name} has no branch ${
          head === undefined ? branch : baseBranch
        }`,
      });
    }
    const baseCommit = await repository.mergeBase(base, head);
    if (baseCommit === undefined || baseCommit === head) {
      throw new FailureError({
        class: 'permanent',
        code: 'nothingToMerge',
        message:
          baseCommit === undefined
            ? `${branch} and ${baseBranch} of ${name} have no commit in common`
            : `${branch} of ${name} has no commit that ${baseBranch} lacks`,
      });
    }
    return { head, baseCommit };
  }
}
