import { z } from 'zod/v4';

/** Media type of the file that holds a run. @public */
export const RUN_FILE_TYPE = 'application/gzip';

/** Bytes that the file that holds a run has at most, packed. @public */
export const MAX_RUN_FILE_BYTES = 512 * 1024 * 1024;

/** Bytes of the file that holds a run, in pieces as they come. @public */
export type RunFile = AsyncIterable<Uint8Array>;

/** Says no more than that it can be read: what is in it is for the import to judge. */
export const runFileSchema = z.custom<RunFile>(
  value =>
    typeof value === 'object' &&
    value !== null &&
    Symbol.asyncIterator in value,
);

/** What a response or a file brings, piece by piece. Not every browser can iterate over a stream. @public */
export async function* bytesOf(
  response: Pick<Response, 'body'>,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  for (
    let piece = await reader?.read();
    piece && !piece.done;
    piece = await reader?.read()
  ) {
    yield piece.value;
  }
}
