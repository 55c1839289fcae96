import type { Pool } from 'pg';
import { Pool as PgPool } from 'pg';
import { createEvents, expectAll, writeEvent, type Engine } from './Engine';

const QUEUE = 'bench';

/** pg-boss by itself, with a loop of its own as its fastest way: fetch many, complete many. */
export const pgBossAlone: Engine = {
  name: 'pg-boss alone',
  async run({ connection, items, slots }) {
    const { PgBoss } = await import('pg-boss');
    const pool = new PgPool({ connectionString: connection, max: slots });
    const boss = new PgBoss({
      connectionString: connection,
      schedule: false,
      supervise: false,
    });
    boss.on('error', error => {
      throw error;
    });
    try {
      await createEvents(pool);
      await boss.start();
      await boss.createQueue(QUEUE);
      await boss.insert(
        QUEUE,
        Array.from({ length: items }, (_, index) => ({ data: { id: index } })),
      );
      const started = performance.now();
      await drain(boss, pool, slots);
      const elapsed = performance.now() - started;
      await expectAll(pool, items);
      return elapsed;
    } finally {
      await boss.stop();
      await pool.end();
    }
  },
};

async function drain(
  boss: InstanceType<typeof import('pg-boss')['PgBoss']>,
  pool: Pool,
  slots: number,
): Promise<void> {
  for (;;) {
    const jobs = await boss.fetch<{ id: number }>(QUEUE, { batchSize: slots });
    if (jobs.length === 0) {
      return;
    }
    await Promise.all(jobs.map(job => writeEvent(pool, String(job.data.id))));
    await boss.complete(
      QUEUE,
      jobs.map(job => job.id),
    );
  }
}
