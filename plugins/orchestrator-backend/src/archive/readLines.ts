import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '@backstage/errors';
import type { RunFileLimits } from './limits';

const LINE_FEED = 0x0a;
const MIB = 1024 * 1024;

/** A line of a file, without its line feed. */
export interface FileLine {
  /** From 1. */
  number: number;
  bytes: Buffer;
}

/**
 * Unpacks a file and cuts it into lines, as it comes.
 *
 * @throws InputError for what is no gzip, is cut off, or is over a limit
 */
export async function* readLines(
  file: AsyncIterable<Uint8Array>,
  limits: Pick<RunFileLimits, 'fileBytes' | 'unpackedBytes' | 'lineBytes'>,
): AsyncGenerator<FileLine> {
  const gunzip = createGunzip();
  pipeline(
    Readable.from(limited(file, limits.fileBytes, 'The file', 'in the file'), {
      objectMode: false,
    }),
    gunzip,
    () => {},
  );
  const pieces: Buffer[] = [];
  let length = 0;
  let number = 1;
  for await (const chunk of unpacked(gunzip, limits.unpackedBytes)) {
    let from = 0;
    for (
      let end = chunk.indexOf(LINE_FEED, from);
      end >= 0;
      end = chunk.indexOf(LINE_FEED, from)
    ) {
      pieces.push(chunk.subarray(from, end));
      refuseLong(number, length + end - from, limits.lineBytes);
      yield { number, bytes: Buffer.concat(pieces) };
      pieces.length = 0;
      length = 0;
      number += 1;
      from = end + 1;
    }
    pieces.push(chunk.subarray(from));
    length += chunk.length - from;
    refuseLong(number, length, limits.lineBytes);
  }
  if (length > 0) {
    yield { number, bytes: Buffer.concat(pieces) };
  }
}

async function* unpacked(
  gunzip: AsyncIterable<Buffer>,
  limit: number,
): AsyncGenerator<Buffer> {
  try {
    yield* limited(gunzip, limit, 'What is packed in the file', 'unpacked');
  } catch (error) {
    if (isZlibError(error)) {
      throw new InputError(
        `The file can't be unpacked: found ${error.message}; accepted is a whole gzip file`,
      );
    }
    throw error;
  }
}

async function* limited<T extends Uint8Array>(
  source: AsyncIterable<T>,
  limit: number,
  subject: string,
  where: string,
): AsyncGenerator<T> {
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > limit) {
      throw new InputError(
        `${subject} is too large: accepted are ${
          limit / MIB
        } MiB ${where} at most`,
      );
    }
    yield chunk;
  }
}

function refuseLong(number: number, length: number, limit: number): void {
  if (length > limit) {
    throw new InputError(
      `Line ${number} is too long: accepted are ${limit / MIB} MiB at most`,
    );
  }
}

function isZlibError(error: unknown): error is Error {
  const code = (error as { code?: string } | undefined)?.code ?? '';
  return /^Z_|^ERR_STREAM_PREMATURE_CLOSE$/.test(code);
}
