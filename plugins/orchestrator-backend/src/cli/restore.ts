import { parseArgs } from 'node:util';
import type { Knex } from 'knex';
import { restoreRun } from '../archive';
import { systemClock } from '../clock';
import { historyCommands, type HistoryCommands } from '../runs/historyCommands';
import { KnexRunDatabase } from '../runs/KnexRunDatabase';
import { RunService } from '../runs/RunService';
import { transactionalRuns } from '../runs/TransactionalRuns';
import { EventLog } from '../store/EventLog';
import { KnexTrainDatabase } from '../trains/KnexTrainRecords';
import { TrainService } from '../trains/TrainService';
import { KnexWorkTransport } from '../work';
import { EXIT_OK, UsageError, type Command } from './Command';
import { membersOf } from './membersOf';
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
    const restored = await restoreRun(
      client,
      historyOf(client),
      runId,
      OPERATOR,
    );
    print(
      restored
        ? `Run ${runId} is back: ${restored.events} events, ${membersOf(
            restored.kind,
            restored.members,
          )}`
        : `Run ${runId} is back: it had not been packed away yet`,
    );
    return EXIT_OK;
  },
};

/** Enough for commands that set nothing going: a run that is restored has ended. */
function historyOf(database: Knex): HistoryCommands {
  const stores = {
    log: new EventLog(),
    transport: new KnexWorkTransport({ database, clock: systemClock }),
    timers: {
      set: async () => {
        throw new Error('A run that has ended sets no timers');
      },
      // It has none.
      clear: async () => {},
    },
  };
  const runDatabase = new KnexRunDatabase(database, stores);
  const trainDatabase = new KnexTrainDatabase(database, stores);
  const trains = new TrainService({
    database: trainDatabase,
    clock: systemClock,
  });
  return historyCommands({
    sweeps: transactionalRuns(
      new RunService({
        database: runDatabase,
        clock: systemClock,
        random: Math.random,
      }),
      runDatabase,
    ),
    trains: {
      within: (trx, ...command) =>
        trains.within(trainDatabase.within(trx), ...command),
    },
  });
}
