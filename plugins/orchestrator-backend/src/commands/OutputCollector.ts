/**
 * Keeps the beginning and the end of an output of any length in bounded memory.
 *
 * @remarks The beginning says what was run, the end says why it failed; the middle is what can be missed.
 */
export class OutputCollector {
  readonly #headLimit: number;
  readonly #tailLimit: number;
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #total = 0;

  /** @param maxBytes - bytes that are kept: one quarter from the beginning, the rest from the end */
  constructor(maxBytes: number) {
    this.#headLimit = Math.floor(maxBytes / 4);
    this.#tailLimit = maxBytes - this.#headLimit;
  }

  /** Bytes that came in, kept or not. */
  get totalBytes(): number {
    return this.#total;
  }

  /** Bytes that were dropped. */
  get cutBytes(): number {
    return this.#total - this.#headBytes - this.#keptTail().length;
  }

  add(chunk: Buffer): void {
    this.#total += chunk.length;
    const room = this.#headLimit - this.#headBytes;
    const first = chunk.subarray(0, room);
    if (first.length > 0) {
      this.#head.push(first);
      this.#headBytes += first.length;
    }
    const rest = chunk.subarray(first.length);
    if (rest.length > 0) {
      this.#tail.push(rest);
      this.#tailBytes += rest.length;
    }
    // Compacted at twice the limit, so that many small chunks cost no copy each.
    if (this.#tailBytes > 2 * this.#tailLimit) {
      const kept = Buffer.from(this.#keptTail());
      this.#tail = [kept];
      this.#tailBytes = kept.length;
    }
  }

  /** What was kept, as it came; complete only where nothing was cut. */
  bytes(): Buffer {
    return Buffer.concat([...this.#head, this.#keptTail()]);
  }

  /** What was kept, with a line in between that says how much was cut. */
  text(): string {
    const head = Buffer.concat(this.#head);
    const tail = this.#keptTail();
    const cut = this.#total - head.length - tail.length;
    return cut > 0
      ? `${head.toString('utf8')}\n… ${cut} bytes cut …\n${tail.toString(
          'utf8',
        )}`
      : Buffer.concat([head, tail]).toString('utf8');
  }

  #keptTail(): Buffer {
    const all = Buffer.concat(this.#tail);
    return all.subarray(Math.max(0, all.length - this.#tailLimit));
  }
}
