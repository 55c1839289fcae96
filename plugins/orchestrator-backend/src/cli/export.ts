import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { exportRun } from '../archive';
import { systemClock } from '../clock';
import { ArtifactStore } from '../store/ArtifactStore';
import { EXIT_OK, UsageError, type Command } from './Command';
import { requireTables } from './requireTables';

const USAGE = 'export <run> -o <file>';

/** Writes a run into a file. The file is there when it is whole, and not before. */
export const exportCommand: Command = {
  usage: USAGE,
  summary:
    'writes a run into one file, with its events and artifacts, secrets in them included',
  async run({ args, print, database }) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { output: { type: 'string', short: 'o' } },
    });
    const [runId, ...more] = positionals;
    const { output } = values;
    if (runId === undefined || more.length > 0 || output === undefined) {
      throw new UsageError(
        `found "export ${args.join(' ')}"; accepted is ${USAGE}`,
      );
    }
    const client = await database();
    await requireTables(client);
    const clock = systemClock;
    const artifacts = new ArtifactStore({ database: client, clock });
    const file = await exportRun({ database: client, clock, artifacts }, runId);
    const partial = `${output}.partial`;
    try {
      // Only the owner of the file is to read what is in it.
      await pipeline(
        Readable.from(file),
        createWriteStream(partial, { mode: 0o600 }),
      );
      await rename(partial, output);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
    print(`${output} has run ${runId}`);
    return EXIT_OK;
  },
};
