import { NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';
import type { Request } from './RunService';

/** What makes a run history, and takes it back: a run, what is asked of it, and by whom. */
export type HistoryCommand = [
  runId: string,
  command: { type: 'archive' | 'restore'; by: string },
  request: Request,
];

/** Makes runs history in a transaction that somebody else has begun on the plugin's database. */
export interface HistoryCommands {
  /** @throws ConflictError where the decision is against it; NotFoundError */
  within(trx: Knex.Transaction, ...command: HistoryCommand): Promise<void>;
}

/** Hands commands to whoever decides on a run of that kind. */
export function historyCommands(kinds: {
  sweeps: HistoryCommands;
  trains: HistoryCommands;
}): HistoryCommands {
  return {
    within: async (trx, ...command) => {
      const [id] = command;
      const row: { kind: string } | undefined = await trx('runs')
        .where({ id })
        .first('kind');
      if (!row) {
        throw new NotFoundError(`There is no run ${id}`);
      }
      const decider = row.kind === 'Train' ? kinds.trains : kinds.sweeps;
      await decider.within(trx, ...command);
    },
  };
}
