import { Queue, Worker } from 'bullmq';
import { Pool } from 'pg';
import {
  Countdown,
  createEvents,
  expectAll,
  writeEvent,
  type Engine,
} from './Engine';
import { startRedis } from './redisServer';

const QUEUE = 'bench';

/** BullMQ on a Redis that writes every change to its log once a second, as it does by default where a log is on. */
export const bullMq: Engine = {
  name: 'BullMQ',
  async run({ connection, items, slots }) {
    const redis = await startRedis();
    if (!redis) {
      return undefined;
    }
    const pool = new Pool({ connectionString: connection, max: slots });
    const options = { connection: { host: '127.0.0.1', port: redis.port } };
    try {
      await createEvents(pool);
      const queue = new Queue(QUEUE, options);
      await queue.addBulk(
        Array.from({ length: items }, (_, index) => ({
          name: 'work',
          data: { id: index },
          opts: { removeOnComplete: true },
        })),
      );
      const countdown = new Countdown(items);
      const started = performance.now();
      const worker = new Worker<{ id: number }>(
        QUEUE,
        async job => {
          await writeEvent(pool, String(job.data.id));
          countdown.tick();
        },
        { ...options, concurrency: slots },
      );
      await countdown.done;
      const elapsed = performance.now() - started;
      await worker.close();
      await queue.close();
      await expectAll(pool, items);
      return elapsed;
    } finally {
      await pool.end();
      await redis.stop();
    }
  },
};
