import type { Knex } from 'knex';
import type { Bench, Measure, Result } from '../measure';
import { BareQueue } from '../support/BareQueue';
import { NoopRuns } from '../support/NoopRuns';
import { median, percentile, timed } from '../support/statistics';

/** Commands before the first that counts: the compiler and the caches must have seen them. */
const WARM_UP = 30;

/** How long one command takes: decision, events, read tables, outbox, next item, commit. */
export const append: Measure = {
  name: 'append',
  async run(bench) {
    const results: Result[] = [];
    for (const kind of bench.databases.kinds) {
      const { ours, baseline } = await bench.databases.use(kind, database =>
        NoopRuns.use(database, noop => sample(bench, database, noop)),
      );
      results.push({
        measure: `append and projection, p95, ${kind}`,
        unit: 'ms',
        ours: percentile(ours, 0.95),
        baseline: percentile(baseline, 0.95),
        ratio: median(ours) / median(baseline),
        aim: { of: 'ours', kind: 'atMost', value: 10 },
      });
    }
    return results;
  },
};

/** One command at a time; the baseline deletes its item and writes two events in one transaction. */
async function sample({ sizes }: Bench, database: Knex, noop: NoopRuns) {
  const bare = new BareQueue(database);
  const ours: number[] = [];
  const baseline: number[] = [];
  await noop.create(WARM_UP + sizes.samples, 1);
  for (let index = 0; index < WARM_UP + sizes.samples; index += 1) {
    const [claim] = await noop.claim(1);
    const oursMs = await timed(() => noop.complete(claim));
    const bareClaim = { id: `bare-${index}`, attempt: 1 };
    const baselineMs = await timed(() => bare.finish(bareClaim, 2));
    if (index >= WARM_UP) {
      ours.push(oursMs);
      baseline.push(baselineMs);
    }
  }
  return { ours, baseline };
}
