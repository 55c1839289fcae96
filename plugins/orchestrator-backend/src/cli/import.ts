import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { importRun } from '../archive';
import { systemClock } from '../clock';
import { ArtifactStore } from '../store/ArtifactStore';
import { membersOf } from './membersOf';
import { EXIT_OK, UsageError, type Command } from './Command';
import { OPERATOR } from './operator';
import { requireOwnTables } from './requireTables';

const USAGE = 'import <file>';

/** Takes a run in from a file. */
export const importCommand: Command = {
  usage: USAGE,
  summary:
    'takes a run in from a file of "export", as history that can be read: all of it, or nothing',
  async run({ args, print, database }) {
    const { positionals } = parseArgs({ args, allowPositionals: true });
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) {
      throw new UsageError(
        `found ${positionals.length} files; accepted is ${USAGE}`,
      );
    }
    const client = await database();
    await requireOwnTables(client);
    const clock = systemClock;
    const { runId, kind, events, members, artifacts } = await importRun(
      {
        database: client,
        clock,
        artifacts: new ArtifactStore({ database: client, clock }),
      },
      createReadStream(path),
      OPERATOR,
    );
    print(
      `Run ${runId} is there: ${events} events, ${membersOf(
        kind,
        members,
      )}, ${artifacts} artifacts`,
    );
    return EXIT_OK;
  },
};
