/** Bytes in pieces that end anywhere. */
export async function* inPieces(
  bytes: Buffer,
  size: number,
): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) {
    yield bytes.subarray(start, start + size);
  }
}
