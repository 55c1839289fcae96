import type { LocalChangeRecord } from './LocalChangesStore';

/** Stands for whoever used git on the repository instead of the review page. */
export const GIT_ACTOR = 'system:git';

/** After so long, whoever had begun to merge is not at it any more. */
const MERGE_ABANDONED_AFTER_MS = 60_000;

/** What git says of a change that is not final. */
export interface SeenInGit {
  /** Commit of the branch; undefined when it is gone. */
  head?: string;
  /** Whether the base has all of the commit that we know as the head. */
  knownHeadInBase: boolean;
  /** Whether the base has all of the branch as it is now. */
  headInBase: boolean;
}

/** What that means for the change. */
export type Judgement =
  | { kind: 'unchanged' }
  | { kind: 'merged' }
  | { kind: 'closed'; reason: string }
  | { kind: 'pushed'; head: string }
  | { kind: 'mergeAbandoned' };

/** The change as git shows it, whatever is written about it: people also use git directly, and processes die. */
export function judgeChange(
  record: LocalChangeRecord,
  seen: SeenInGit,
  now: Date,
): Judgement {
  const { change, merging } = record;
  if (seen.knownHeadInBase) {
    return { kind: 'merged' };
  }
  if (seen.head === undefined) {
    return {
      kind: 'closed',
      reason: `The branch ${change.branch} was deleted.`,
    };
  }
  if (seen.headInBase) {
    return {
      kind: 'closed',
      reason: `The branch ${change.branch} was set back to what ${change.baseBranch} has already.`,
    };
  }
  if (seen.head !== change.headCommit) {
    return { kind: 'pushed', head: seen.head };
  }
  const mergingSince = merging && now.getTime() - Date.parse(merging.at);
  if (mergingSince !== undefined && mergingSince >= MERGE_ABANDONED_AFTER_MS) {
    return { kind: 'mergeAbandoned' };
  }
  return { kind: 'unchanged' };
}
