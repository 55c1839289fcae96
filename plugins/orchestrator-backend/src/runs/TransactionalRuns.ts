import type { Knex } from 'knex';
import type { KnexRunDatabase } from './KnexRunDatabase';
import type { RunService } from './RunService';

type Within = Parameters<RunService['within']>;

/** Commands on runs in a transaction that somebody else has begun on the plugin's database. */
export interface TransactionalRuns {
  within(
    trx: Knex.Transaction,
    runId: Within[1],
    command: Within[2],
    request: Within[3],
  ): Promise<void>;
}

/** Carries out commands on the database's own transactions. */
export function transactionalRuns(
  runs: RunService,
  database: KnexRunDatabase,
): TransactionalRuns {
  return {
    within: (trx, ...command) => runs.within(database.within(trx), ...command),
  };
}
