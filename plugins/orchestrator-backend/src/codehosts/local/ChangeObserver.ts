import { SYSTEM_ACTOR } from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow, type Clock } from '../../clock';
import type { ChangeLedger } from './ChangeLedger';
import { GIT_ACTOR, judgeChange, type Judgement } from './judgeChange';
import type { LocalChangeRecord, LocalChangeUpdate } from './LocalChangesStore';
import type { LocalRepositories } from './LocalRepositories';
import type { LocalRepository } from './LocalRepository';

/** Names the change in the message of its merge commit. */
export const MERGE_TRAILER = 'Orchestrator-Merge';

const MAX_REMEMBERED_PAIRS = 20_000;

/** A change and where its branches stand. */
export interface ObservedChange {
  record: LocalChangeRecord;
  repository: LocalRepository;
  /** Commit of the base branch; undefined when it is gone. */
  base?: string;
  /** Commit of the branch; undefined when it is gone. */
  head?: string;
}

/** Brings what is written of a change in line with git, which is right where the two differ. */
export class ChangeObserver {
  readonly #repositories: LocalRepositories;
  readonly #ledger: ChangeLedger;
  readonly #clock: Clock;
  readonly #containment = new Map<string, boolean>();

  constructor(options: {
    repositories: LocalRepositories;
    ledger: ChangeLedger;
    clock: Clock;
  }) {
    this.#repositories = options.repositories;
    this.#ledger = options.ledger;
    this.#clock = options.clock;
  }

  /**
   * @param options - `known`: commits of all branches, where the caller has just read them; `ownHead`: a commit that the
   * orchestrator has pushed itself
   * @returns The change as it is after healing
   */
  async observe(
    record: LocalChangeRecord,
    options: {
      known?: { repository: LocalRepository; tips: Map<string, string> };
      ownHead?: string;
    } = {},
  ): Promise<ObservedChange> {
    const { change } = record;
    const { known, ownHead } = options;
    const repository =
      known?.repository ?? (await this.#repositories.open(change.repository));
    const tips =
      known?.tips ??
      (await repository.tips([change.branch, change.baseBranch]));
    const base = tips.get(change.baseBranch);
    const head = tips.get(change.branch);
    if (isFinal(record)) {
      return { record, repository, base, head };
    }
    const judgement = judgeChange(
      record,
      {
        head,
        knownHeadInBase: await this.#contains(
          repository,
          base,
          change.headCommit,
        ),
        headInBase: await this.#contains(repository, base, head),
      },
      this.#clock.now(),
    );
    const by =
      judgement.kind === 'pushed' && judgement.head === ownHead
        ? SYSTEM_ACTOR.ref
        : GIT_ACTOR;
    const healed = await this.#heal(record, judgement, by, repository, base);
    return { record: healed, repository, base, head };
  }

  /** Writes down that the change was merged, where that is not written yet. */
  async recordMerge(
    record: LocalChangeRecord,
    merge: { commit: string; by: string; baseCommit?: string },
  ): Promise<LocalChangeRecord> {
    const at = isoNow(this.#clock);
    return this.#ledger.act(record.change.id, merge.by, current => {
      if (current.change.state === 'merged') {
        return undefined;
      }
      const { merging: _, ...rest } = current;
      const { closedAt: _at, closedBy: _by, ...change } = current.change;
      return {
        record: {
          ...rest,
          baseCommit: merge.baseCommit ?? current.baseCommit,
          change: {
            ...change,
            headCommit: record.change.headCommit,
            state: 'merged',
            mergeCommit: merge.commit,
            mergedAt: at,
          },
        },
        entries: [{ kind: 'merged', by: merge.by, at }],
      };
    });
  }

  /** Asks git once for each pair of commits: whether one contains the other never changes. */
  async #contains(
    repository: LocalRepository,
    base: string | undefined,
    commit: string | undefined,
  ): Promise<boolean> {
    if (base === undefined || commit === undefined) {
      return false;
    }
    const pair = `${base} ${commit}`;
    const known = this.#containment.get(pair);
    if (known !== undefined) {
      return known;
    }
    const answer = await repository.contains(base, commit);
    this.#containment.set(pair, answer);
    const [oldest] = this.#containment.keys();
    if (this.#containment.size > MAX_REMEMBERED_PAIRS) {
      this.#containment.delete(oldest);
    }
    return answer;
  }

  async #heal(
    record: LocalChangeRecord,
    judgement: Judgement,
    by: string,
    repository: LocalRepository,
    base: string | undefined,
  ): Promise<LocalChangeRecord> {
    if (judgement.kind === 'unchanged') {
      return record;
    }
    if (judgement.kind === 'merged' && base !== undefined) {
      return this.#healMerged(record, repository, base);
    }
    if (judgement.kind === 'mergeAbandoned') {
      return this.#ledger.note(record.change.id, current => {
        const { merging, ...rest } = current;
        return merging?.at === record.merging?.at ? rest : undefined;
      });
    }
    const baseCommit =
      judgement.kind === 'pushed' && base !== undefined
        ? await repository.mergeBase(base, judgement.head)
        : undefined;
    return this.#ledger.act(record.change.id, by, current => {
      const { headCommit, state } = current.change;
      const isSame =
        headCommit === record.change.headCommit &&
        state === record.change.state;
      // A branch may be gone and be back with the same commit: only an untouched record is closed.
      const isUntouched = current.revision === record.revision;
      if (!isSame || (judgement.kind === 'closed' && !isUntouched)) {
        // Somebody was faster; the next look finds what is left to heal.
        return undefined;
      }
      return afterJudgement(
        { ...current, baseCommit: baseCommit ?? current.baseCommit },
        judgement,
        { by, at: isoNow(this.#clock) },
      );
    });
  }

  async #healMerged(
    record: LocalChangeRecord,
    repository: LocalRepository,
    base: string,
  ): Promise<LocalChangeRecord> {
    const { id, headCommit } = record.change;
    const commit = await repository.introducedBy(base, headCommit);
    const ours = (await repository.trailer(commit, MERGE_TRAILER)) === id;
    const by = ours && record.merging ? record.merging.by : GIT_ACTOR;
    return this.recordMerge(record, { commit, by });
  }
}

/** A merged or closed change: nothing that happens in git touches it any more. */
export function isFinal(record: LocalChangeRecord): boolean {
  return record.change.state === 'merged' || record.change.state === 'closed';
}

function afterJudgement(
  record: LocalChangeRecord,
  judgement: Judgement,
  { by, at }: { by: string; at: string },
): LocalChangeUpdate | undefined {
  const { change } = record;
  if (judgement.kind === 'pushed') {
    const text = `${change.headCommit} → ${judgement.head}`;
    return {
      record: {
        ...record,
        // Who had approved has not seen this.
        reviews: [],
        change: { ...change, headCommit: judgement.head, review: 'pending' },
      },
      entries: [{ kind: 'pushed', by, at, text }],
    };
  }
  if (judgement.kind === 'closed') {
    const { merging: _, ...rest } = record;
    return {
      record: {
        ...rest,
        change: { ...change, state: 'closed', closedAt: at, closedBy: by },
      },
      entries: [{ kind: 'closed', by, at, text: judgement.reason }],
    };
  }
  return undefined;
}
