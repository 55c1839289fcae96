import { conflictSentence } from './ChangeMerger';
import type { ObservedChange } from './ChangeObserver';
import type { MergeResult } from './LocalRepository';

const MAX_REMEMBERED = 500;

/** Finds out whether a change could be merged now, without merging it. */
export class MergeTrial {
  /** By base and head: a merge that was tried leaves objects behind, so each pair is tried once. */
  readonly #results = new Map<string, MergeResult>();

  /** @returns Why the change can't be merged; undefined when it can */
  async whyNot(seen: ObservedChange): Promise<string | undefined> {
    const { change } = seen.record;
    if (change.state === 'merged' || change.state === 'closed') {
      return `It is ${change.state}`;
    }
    if (change.state === 'draft') {
      return 'It is a draft';
    }
    if (seen.base === undefined || seen.head === undefined) {
      const gone = seen.base === undefined ? change.baseBranch : change.branch;
      return `The branch ${gone} is gone`;
    }
    const result = await this.#try(seen, seen.base, seen.head);
    switch (result.kind) {
      case 'conflict':
        return conflictSentence(change.baseBranch, result.files);
      case 'unrelated':
        return `${change.branch} and ${change.baseBranch} have no commit in common`;
      default:
        return undefined;
    }
  }

  async #try(
    { repository }: ObservedChange,
    base: string,
    head: string,
  ): Promise<MergeResult> {
    const pair = `${base} ${head}`;
    const known = this.#results.get(pair);
    if (known) {
      return known;
    }
    const result = await repository.merge(base, head);
    this.#results.set(pair, result);
    const [oldest] = this.#results.keys();
    if (this.#results.size > MAX_REMEMBERED) {
      this.#results.delete(oldest);
    }
    return result;
  }
}
