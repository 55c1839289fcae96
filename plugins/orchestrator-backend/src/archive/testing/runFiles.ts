import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Knex } from 'knex';
import { ANA } from '../../runs/testing/RunHarness';
import { ArtifactStore } from '../../store/ArtifactStore';
import { TestClock } from '../../testing';
import { exportRun } from '../exportRun';
import { importRun } from '../importRun';
import { RUN_FILE_LIMITS, type RunFileLimits } from '../limits';
import { inPieces } from './inPieces';

/** When files are written and read here, whatever the clock of their runs says. */
export const FILES_AT = '2031-01-01T00:00:00.000Z';

/** What files are written from, and read into. */
export function fileTools(database: Knex) {
  const clock = new TestClock(FILES_AT);
  return { database, clock, artifacts: new ArtifactStore({ database, clock }) };
}

/** The file of a run, whole. */
export async function exported(database: Knex, runId: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of await exportRun(fileTools(database), runId)) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Takes a file in, piece by piece, as Ana. */
export function imported(
  database: Knex,
  file: Buffer,
  limits: Partial<RunFileLimits> = {},
) {
  return importRun(
    { ...fileTools(database), limits: { ...RUN_FILE_LIMITS, ...limits } },
    inPieces(file, 1000),
    ANA,
  );
}

/** A file with other lines, and a last line that fits them, as somebody who forges it would write it. */
export function forged(file: Buffer, change: (lines: any[]) => any[]): Buffer {
  const lines = change(
    gunzipSync(file)
      .toString('utf8')
      .trim()
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line)),
  );
  const text = lines.map(line => `${JSON.stringify(line)}\n`).join('');
  const end = {
    events: lines.filter(({ event }) => event).length,
    artifacts: lines.filter(({ artifact }) => artifact).length,
    digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
  };
  return gzipSync(`${text}${JSON.stringify({ end })}\n`);
}
