/** Something that happens at a time. */
interface Entry {
  at: number;
  order: number;
  what: string;
  task: () => Promise<void> | undefined | void;
}

/** Virtual time: what is to happen, in the order of its time, then in the order in which it was noted. */
export class Agenda {
  readonly #entries: Entry[] = [];
  #now: number;
  #order = 0;

  /** @param start - milliseconds since 1970 */
  constructor(start: number) {
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** @param delayMs - from now on */
  after(delayMs: number, what: string, task: Entry['task']): void {
    this.at(this.#now + delayMs, what, task);
  }

  /** What lies in the past happens now. */
  at(time: number, what: string, task: Entry['task']): void {
    this.#order += 1;
    const entry = {
      at: Math.max(this.#now, Math.ceil(time)),
      order: this.#order,
      what,
      task,
    };
    this.#rise(entry);
  }

  /** Lets time go on to what is next; returns it, undefined when there is nothing left. */
  next(): Pick<Entry, 'what' | 'task'> | undefined {
    const first = this.#entries[0];
    const last = this.#entries.pop();
    if (first && last && first !== last) {
      this.#sink(last);
    }
    this.#now = first?.at ?? this.#now;
    return first;
  }

  #rise(entry: Entry): void {
    const heap = this.#entries;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(entry, heap[parent])) {
        break;
      }
      heap[index] = heap[parent];
      index = parent;
    }
    heap[index] = entry;
  }

  #sink(entry: Entry): void {
    const heap = this.#entries;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) {
        break;
      }
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) {
        child += 1;
      }
      if (isBefore(entry, heap[child])) {
        break;
      }
      heap[index] = heap[child];
      index = child;
    }
    heap[index] = entry;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
