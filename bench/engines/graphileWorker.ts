import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { Pool } from 'pg';
import {
  Countdown,
  createEvents,
  expectAll,
  writeEvent,
  type Engine,
} from './Engine';

/** graphile-worker with its own runner. */
export const graphileWorker: Engine = {
  name: 'graphile-worker',
  async run({ connection, items, slots }) {
    const pool = new Pool({ connectionString: connection, max: slots });
    const logger = new Logger(() => () => {});
    try {
      await createEvents(pool);
      const utils = await makeWorkerUtils({
        connectionString: connection,
        logger,
      });
      await utils.migrate();
      await utils.release();
      await pool.query(
        `select graphile_worker.add_job('work', json_build_object('id', id)) from generate_series(0, $1 - 1) as id`,
        [items],
      );
      const countdown = new Countdown(items);
      const started = performance.now();
      const runner = await run({
        connectionString: connection,
        concurrency: slots,
        maxPoolSize: slots + 2,
        noHandleSignals: true,
        logger,
        taskList: {
          work: async payload => {
            await writeEvent(pool, String((payload as { id: number }).id));
            countdown.tick();
          },
        },
      });
      await countdown.done;
      const elapsed = performance.now() - started;
      await runner.stop();
      await expectAll(pool, items);
      return elapsed;
    } finally {
      await pool.end();
    }
  },
};
