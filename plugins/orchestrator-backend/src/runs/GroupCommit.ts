import { setImmediate as nextTurn } from 'node:timers/promises';

/** Bounds how long one transaction takes, and how much is done again where one fails. */
const MAX_GROUP = 100;

interface Waiting<TItem> {
  item: TItem;
  resolve(): void;
  reject(error: unknown): void;
}

/** What is committed together. */
export interface GroupCommitOptions<TItem> {
  /** Commits items of one key in one transaction; returns the error of each that was refused, undefined for the rest. */
  commit(key: string, items: TItem[]): Promise<(Error | undefined)[]>;
  /** Items of the same identity never come into the same group. */
  identify(item: TItem): string;
}

/**
 * Commits together what comes while a commit is under way.
 *
 * @remarks
 * One at a time is committed at once, without waiting for company; under load, one commit serves many. A group that
 * fails as a whole is committed again one by one, so that a single bad item takes no other along.
 */
export class GroupCommit<TItem> {
  readonly #options: GroupCommitOptions<TItem>;
  readonly #queues = new Map<string, Waiting<TItem>[]>();

  constructor(options: GroupCommitOptions<TItem>) {
    this.#options = options;
  }

  /**
   * Resolves when the item is committed.
   *
   * @throws what it was refused for
   */
  submit(key: string, item: TItem): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { item, resolve, reject };
      const queue = this.#queues.get(key);
      if (queue) {
        queue.push(waiting);
      } else {
        const fresh = [waiting];
        this.#queues.set(key, fresh);
        void this.#drain(key, fresh);
      }
    });
  }

  /** Never throws: each item hears of its own end. */
  async #drain(key: string, queue: Waiting<TItem>[]): Promise<void> {
    while (queue.length > 0) {
      // What comes in the same turn of the event loop comes along, at no cost in time.
      await nextTurn();
      await this.#commit(key, this.#takeGroup(queue));
    }
    this.#queues.delete(key);
  }

  #takeGroup(queue: Waiting<TItem>[]): Waiting<TItem>[] {
    const group: Waiting<TItem>[] = [];
    const rest: Waiting<TItem>[] = [];
    const taken = new Set<string>();
    for (const waiting of queue) {
      const identity = this.#options.identify(waiting.item);
      if (group.length < MAX_GROUP && !taken.has(identity)) {
        taken.add(identity);
        group.push(waiting);
      } else {
        rest.push(waiting);
      }
    }
    queue.splice(0, queue.length, ...rest);
    return group;
  }

  async #commit(key: string, group: Waiting<TItem>[]): Promise<void> {
    try {
      const errors = await this.#options.commit(
        key,
        group.map(({ item }) => item),
      );
      group.forEach(({ resolve, reject }, index) => {
        const error = errors[index];
        if (error) {
          reject(error);
        } else {
          resolve();
        }
      });
    } catch (error) {
      if (group.length === 1) {
        group[0].reject(error);
        return;
      }
      for (const one of group) {
        await this.#commit(key, [one]);
      }
    }
  }
}
