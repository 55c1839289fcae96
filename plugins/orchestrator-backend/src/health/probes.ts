import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import { checkCompatible } from '../store/migrations';
import type { WorkTransport } from '../work/WorkTransport';
import type { Health } from './Health';
import { probeDisk } from './probeDisk';

/** Tells the health whether the work folder takes what work needs. */
export async function tellDisk(
  health: Health,
  ...folder: Parameters<typeof probeDisk>
): Promise<void> {
  await probeDisk(...folder).then(
    () => health.tell('disk'),
    error => health.tell('disk', error),
  );
}

/** Tells the health whether the queue works. */
export async function tellQueue(
  health: Health,
  transport: Pick<WorkTransport, 'health'>,
): Promise<void> {
  const state = await transport.health();
  health.tell('queue', state.works ? undefined : state.reason);
}

/** Tells the health whether a newer release has taken away what this one needs. */
export async function tellSchema(
  health: Health,
  database: Knex,
): Promise<void> {
  await checkCompatible(database).then(
    () => health.tell('schema'),
    error => {
      // Whether the database answers at all is told by the heartbeat.
      if (error instanceof ConflictError) {
        health.tell('schema', error);
      }
    },
  );
}
