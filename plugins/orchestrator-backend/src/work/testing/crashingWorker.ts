/*
 * A worker in a process of its own, for tests that kill it: works on the items of one lane until it is killed, and
 * writes a row in the transaction that settles an item.
 */
import type { LoggerService } from '@backstage/backend-plugin-api';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../clock';
import { openTestDatabase } from '../../testing/openTestDatabase';
import { runScript } from '../../testing/runScript';
import { createWorkTransport } from '../createWorkTransport';
import { WorkerPool } from '../WorkerPool';
import type { CrashingWorkerOptions } from './crashingWorkerOptions';

const SLOTS = 4;
const POLL_MS = 100;
const LONGEST_WORK_MS = 30;

const silent: LoggerService = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => silent,
};

async function main(options: CrashingWorkerOptions): Promise<void> {
  const database = openTestDatabase(options.location);
  const { transport } = createWorkTransport({
    database,
    clock: systemClock,
    logger: silent,
    leaseMs: options.leaseMs,
    pollMs: POLL_MS,
  });
  const pool = new WorkerPool({
    transport,
    database,
    clock: systemClock,
    logger: silent,
    lanes: [options.lane],
    slots: SLOTS,
    workerId: `process-${process.pid}`,
    heartbeatMs: options.leaseMs / 3,
    onlyWorker: options.location.kind === 'SQLite',
    // The kill may hit the same item every time.
    maxDeaths: 1_000,
    handlers: {
      work: {
        async execute(claim) {
          await sleep(Math.random() * LONGEST_WORK_MS);
          await database.transaction(async trx => {
            await trx(options.settledTable).insert({
              item_id: claim.item.id,
              attempt: claim.attempt,
            });
            if (
              (await transport.settle(trx, [{ claim, kind: 'done' }])).length >
              0
            ) {
              throw new Error('fenced out');
            }
          });
        },
      },
    },
  });
  await pool.start();
  // Timers of the pool keep no process alive.
  setInterval(() => {}, 60_000);
}

runScript(main);
