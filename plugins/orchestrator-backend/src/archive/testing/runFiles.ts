import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Knex } from 'knex';
import { ANA } from '../../runs/testing/RunHarness';
import { ArtifactStore } from '../../store/ArtifactStore';
import { TestClock } from '../../testing';
import { exportRun } from '../exportRun';
import { importRun, type ImportedRun } from '../importRun';
import { RUN_FILE_LIMITS, type RunFileLimits } from '../limits';

/** When files are written and read. */
export const FILE_CLOCK = new TestClock('2031-01-01T00:00:00.000Z');

export function fileTools(database: Knex) {
  const clock = FILE_CLOCK;
  return { database, clock, artifacts: new ArtifactStore({ database, clock }) };
}

/** The file of a run. */
export async function exported(database: Knex, runId: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of await exportRun(fileTools(database), runId)) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** A file that comes in pieces that end anywhere. */
async function* inPieces(file: Buffer, size = 1000): AsyncGenerator<Buffer> {
  for (let start = 0; start < file.length; start += size) {
    yield file.subarray(start, start + size);
  }
}

/** What comes of the import of a file. */
export function imported(
  database: Knex,
  file: Buffer,
  limits: Partial<RunFileLimits> = {},
): Promise<ImportedRun> {
  return importRun(
    { ...fileTools(database), limits: { ...RUN_FILE_LIMITS, ...limits } },
    inPieces(file),
    ANA,
  );
}

/** The lines of a file, its end left out. */
export function linesOf(file: Buffer): any[] {
  return gunzipSync(file)
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line));
}

/** Changes lines, and writes a last line that fits them, as somebody who forges a file would. */
export function forged(file: Buffer, change: (lines: any[]) => any[]): Buffer {
  const lines = change(linesOf(file));
  const text = lines.map(line => `${JSON.stringify(line)}\n`).join('');
  const numberOf = (kind: string) =>
    lines.filter(line => line[kind] !== undefined).length;
  const samples = numberOf('samples');
  const end = {
    events: numberOf('event'),
    ...(samples > 0 && { samples }),
    artifacts: numberOf('artifact'),
    digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
  };
  return gzipSync(`${text}${JSON.stringify({ end })}\n`);
}

/** Ways in which a file of any run is bad, with what is said of it. */
export const BAD_FILES: [string, (file: Buffer) => Buffer, RegExp][] = [
  ['nothing', () => Buffer.alloc(0), /can't be unpacked/],
  [
    'cut off',
    file => file.subarray(0, file.length - 20),
    /can't be unpacked: found unexpected end of file/,
  ],
  [
    'cut off between two lines',
    file =>
      gzipSync(
        gunzipSync(file)
          .toString('utf8')
          .replace(/\n\{"end.*/s, ''),
      ),
    /Line \d+: found the end of the file; accepted is a last line/,
  ],
  [
    'of a later version',
    file =>
      forged(file, ([header, ...rest]) => [
        { ...header, formatVersion: 3 },
        ...rest,
      ]),
    /Line 1: found format version 3; accepted is a version up to 2; update the orchestrator first/,
  ],
  [
    'edited',
    file =>
      gzipSync(
        gunzipSync(file).toString('utf8').replace('user:default/ana', 'mei'),
      ),
    /found digest sha256:.*; the file was changed or damaged/,
  ],
  [
    'no run file',
    () => gzipSync('hello\nworld\n'),
    /Line 1: found no JSON object; accepted is one JSON object per line/,
  ],
];
