/** Places that are taken and fall free again: a heap of the instants at which each is free. */
export class Places {
  readonly #freeAt: Float64Array;

  constructor(count: number, from: number) {
    this.#freeAt = new Float64Array(count).fill(from);
  }

  /** When the first one is free. */
  get first(): number {
    return this.#freeAt[0];
  }

  /** Takes the one that is free first, until an instant. */
  take(until: number): void {
    const heap = this.#freeAt;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) {
        break;
      }
      if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
        child += 1;
      }
      if (until <= heap[child]) {
        break;
      }
      heap[index] = heap[child];
      index = child;
    }
    heap[index] = until;
  }
}
