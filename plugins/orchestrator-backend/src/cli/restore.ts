import { parseArgs } from 'node:util';
import type { Knex } from 'knex';
import { restoreRun } from '../archive';
import { systemClock } from '../clock';
import { KnexRunDatabase } from '../runs/KnexRunDatabase';
import { RunService } from '../runs/RunService';
import {
  transactionalRuns,
  type TransactionalRuns,
} from '../runs/TransactionalRuns';
import { EventLog } from '../store/EventLog';
import { KnexWorkTransport } from '../work';
import { EXIT_OK, UsageError, type Command } from './Command';
import { OPERATOR } from './operator';
import { requireOwnTables } from './requireTables';

const USAGE = 'restore <run>';

/** Takes a run out of the archive. May run while the portal does. */
export const restore: Command = {
  usage: USAGE,
  summary:
    'takes a run out of the archive, so that it can be rolled back or gone on with; the portal may archive it again later',
  async run({ args, print, database }) {
    const { positionals } = parseArgs({ args, allowPositionals: true });
    const [runId, ...more] = positionals;
    if (runId === undefined || more.length > 0) {
      throw new UsageError(
        `found ${positionals.length} names of runs; accepted is ${USAGE}`,
      );
    }
    const client = await database();
    await requireOwnTables(client);
    const { events, targets } = await restoreRun(
      client,
      runsOf(client),
      runId,
      OPERATOR,
    );
    print(`Run ${runId} is back: ${events} events, ${targets} targets`);
    return EXIT_OK;
  },
};

/** Enough for commands that set nothing going: a run that is restored has ended. */
function runsOf(database: Knex): TransactionalRuns {
  const nothingDue = async () => {
    throw new Error('A run that has ended sets no timers');
  };
  const runDatabase = new KnexRunDatabase(database, {
    log: new EventLog(),
    transport: new KnexWorkTransport({ database, clock: systemClock }),
    timers: { set: nothingDue, clear: nothingDue },
  });
  const runs = new RunService({
    database: runDatabase,
    clock: systemClock,
    random: Math.random,
  });
  return transactionalRuns(runs, runDatabase);
}
