import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { systemClock } from '../../plugins/orchestrator-backend/src/clock';
import {
  createWorkTransport,
  WorkerPool,
} from '../../plugins/orchestrator-backend/src/work';
import type { Bench, Measure, Result } from '../measure';
import { BareQueue } from '../support/BareQueue';
import { silence } from '../support/services';
import { median, percentile } from '../support/statistics';

const LONGEST_PAUSE_MS = 20;

/** How long an item waits for an idle worker: from the beginning of the transaction that enqueues it. */
export const latency: Measure = {
  name: 'latency',
  async run(bench) {
    const results: Result[] = [];
    for (const kind of bench.databases.kinds) {
      const { ours, baseline } = await bench.databases.use(kind, database =>
        sample(bench, database),
      );
      results.push({
        measure: `enqueue to start, p95, ${kind}`,
        unit: 'ms',
        ours: percentile(ours, 0.95),
        baseline: percentile(baseline, 0.95),
        ratio: median(ours) / median(baseline),
        aim: { of: 'ours', kind: 'atMost', value: 50 },
      });
    }
    return results;
  },
};

/** The baseline enqueues and claims by hand, without anybody who has to be woken. */
async function sample({ sizes }: Bench, database: Knex) {
  const { transport } = createWorkTransport({
    database,
    clock: systemClock,
    logger: silence,
  });
  const bare = new BareQueue(database);
  const started = new Map<string, (at: number) => void>();
  const pool = new WorkerPool({
    transport,
    database,
    handlers: {
      nothing: {
        async execute(claim) {
          started.get(claim.item.id)?.(performance.now());
          await database.transaction(trx =>
            transport.settle(trx, [{ claim, kind: 'done' }]),
          );
        },
      },
    },
    lanes: ['bench'],
    slots: sizes.slots,
    clock: systemClock,
    logger: silence,
    workerId: 'bench',
    onlyWorker: true,
  });
  const ours: number[] = [];
  const baseline: number[] = [];
  await pool.start();
  for (let index = 0; index < sizes.samples; index += 1) {
    const id = randomUUID();
    const item = { id, lane: 'bench', kind: 'nothing', runId: `run-${index}` };
    const start = new Promise<number>(resolve => started.set(id, resolve));
    const enqueuedAt = performance.now();
    await database.transaction(trx => transport.enqueue(trx, [item]));
    ours.push((await start) - enqueuedAt);
    await sleep(Math.random() * LONGEST_PAUSE_MS);

    const bareAt = performance.now();
    await bare.fill(1);
    const [claim] = await bare.claim(1);
    baseline.push(performance.now() - bareAt);
    await bare.finish(claim, 1);
    await bare.clear();
  }
  await pool.stop();
  await transport.stop();
  return { ours, baseline };
}
