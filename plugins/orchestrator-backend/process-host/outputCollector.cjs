// @ts-check
'use strict';

/**
 * Keeps the beginning and the end of an output of any length in bounded memory: one quarter of the bytes from the
 * beginning, the rest from the end.
 *
 * The beginning says what was run, the end says why it failed; the middle is what can be missed.
 */
class OutputCollector {
  #headLimit;
  #tailLimit;
  /** @type {Buffer[]} */
  #head = [];
  #headBytes = 0;
  /** @type {Buffer[]} */
  #tail = [];
  #tailBytes = 0;

  /** Bytes that came in, kept or not. */
  totalBytes = 0;

  /** @param {number} maxBytes bytes that are kept */
  constructor(maxBytes) {
    this.#headLimit = Math.floor(maxBytes / 4);
    this.#tailLimit = maxBytes - this.#headLimit;
  }

  /** @param {Buffer} chunk */
  add(chunk) {
    this.totalBytes += chunk.length;
    const first = chunk.subarray(0, this.#headLimit - this.#headBytes);
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
      this.#tail = [Buffer.from(this.#keptTail())];
      this.#tailBytes = this.#tail[0].length;
    }
  }

  /** What was kept. */
  kept() {
    return {
      head: Buffer.concat(this.#head),
      tail: this.#keptTail(),
      totalBytes: this.totalBytes,
    };
  }

  #keptTail() {
    const all = Buffer.concat(this.#tail);
    return all.subarray(Math.max(0, all.length - this.#tailLimit));
  }
}

module.exports = { OutputCollector };
