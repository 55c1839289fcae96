/** Bytes of an output that were kept: its beginning, its end, and how many there were. */
export interface KeptOutput {
  head: Uint8Array;
  tail: Uint8Array;
  totalBytes: number;
}

/**
 * What a program wrote, as far as it was kept.
 *
 * @remarks The beginning says what was run, the end says why it failed; the middle is what can be missed.
 */
export class ProgramOutput {
  readonly #head: Buffer;
  readonly #tail: Buffer;
  /** Bytes that it wrote, kept or not. */
  readonly totalBytes: number;

  constructor({ head, tail, totalBytes }: KeptOutput) {
    this.#head = bufferOf(head);
    this.#tail = bufferOf(tail);
    this.totalBytes = totalBytes;
  }

  /** Bytes that were dropped. */
  get cutBytes(): number {
    return this.totalBytes - this.#head.length - this.#tail.length;
  }

  /** What was kept, as it came; complete only where nothing was cut. */
  bytes(): Buffer {
    return Buffer.concat([this.#head, this.#tail]);
  }

  /** What was kept, with a line in between that says how much was cut. */
  text(): string {
    return this.cutBytes > 0
      ? `${this.#head.toString('utf8')}\n… ${
          this.cutBytes
        } bytes cut …\n${this.#tail.toString('utf8')}`
      : this.bytes().toString('utf8');
  }
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
