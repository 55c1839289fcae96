import type { Knex } from 'knex';
import type { Clock } from '../../plugins/orchestrator-backend/src/clock';
import {
  KnexWorkTransport,
  type WorkTransport,
} from '../../plugins/orchestrator-backend/src/work';

/** The transport that the product chooses for a database. */
export async function openTransport(
  database: Knex,
  clock: Clock,
): Promise<{ transport: WorkTransport; close(): Promise<void> }> {
  return {
    transport: new KnexWorkTransport({ database, clock }),
    close: async () => {},
  };
}
