import { Heap } from './Heap';

interface Entry<T> {
  item: T;
  key: number[];
}

/**
 * A queue of items whose keys change while they wait. An entry is brought up
 * to date only when it comes to the front, which is right as long as a key that
 * gets better is announced by {@link LazyQueue.touch}: an old key is then at
 * worst too good.
 */
export class LazyQueue<T> {
  readonly #keyOf: (item: T) => number[] | undefined;
  /** The one valid entry of each item; others in the heap were replaced. */
  readonly #queued = new Map<T, Entry<T>>();
  readonly #heap = new Heap<Entry<T>>((a, b) => compareKeys(a.key, b.key));

  /** @param keyOf - the least key goes first; undefined while the item has nothing to offer */
  constructor(keyOf: (item: T) => number[] | undefined) {
    this.#keyOf = keyOf;
  }

  /** Puts an item into the queue, or forward in it if its key got better. */
  touch(item: T): void {
    const key = this.#keyOf(item);
    const queued = this.#queued.get(item);
    if (key && (!queued || compareKeys(key, queued.key) < 0)) {
      this.#put({ item, key });
    }
  }

  /** The item in front, which stays in the queue. */
  front(): T | undefined {
    for (let top = this.#heap.peek(); top; top = this.#heap.peek()) {
      const { item } = top;
      if (this.#queued.get(item) === top) {
        const key = this.#keyOf(item);
        if (key && compareKeys(key, top.key) <= 0) {
          return item;
        }
        this.#queued.delete(item);
        this.#heap.pop();
        if (key) {
          this.#put({ item, key });
        }
      } else {
        this.#heap.pop();
      }
    }
    return undefined;
  }

  #put(entry: Entry<T>): void {
    this.#queued.set(entry.item, entry);
    this.#heap.push(entry);
  }
}

function compareKeys(a: number[], b: number[]): number {
  const different = a.findIndex((value, i) => value !== b[i]);
  return different < 0 ? 0 : a[different] - b[different];
}
