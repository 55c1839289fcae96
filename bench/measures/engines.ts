import { bullMq } from '../engines/bullMq';
import type { Engine } from '../engines/Engine';
import { graphileWorker } from '../engines/graphileWorker';
import { ours } from '../engines/ours';
import { pgBossAlone } from '../engines/pgBoss';
import type { Bench, Measure, Result } from '../measure';
import { compare } from '../support/statistics';

const OTHERS: Engine[] = [pgBossAlone, graphileWorker, bullMq];

/** Our transport beside other queues: the same job, one row in PostgreSQL for each item, as many at once. */
export const engines: Measure = {
  name: 'engines',
  async run(bench) {
    if (!bench.databases.kinds.includes('PostgreSQL')) {
      return [];
    }
    const results: Result[] = [];
    for (const other of OTHERS) {
      if ((await perSecond(bench, other)) === undefined) {
        bench.say(`Without ${other.name}: what it needs is not installed`);
      } else {
        results.push({
          measure: `engines: orchestrator against ${other.name}`,
          unit: 'items/s',
          ...(await compare(bench.sizes.rounds, {
            ours: () => mustRun(bench, ours),
            baseline: () => mustRun(bench, other),
          })),
        });
      }
    }
    return results;
  },
};

async function mustRun(bench: Bench, engine: Engine): Promise<number> {
  const figure = await perSecond(bench, engine);
  if (figure === undefined) {
    throw new Error(`${engine.name} does not run any more`);
  }
  return figure;
}

function perSecond(
  { databases, sizes }: Bench,
  engine: Engine,
): Promise<number | undefined> {
  return databases.useEmptyPostgres(async connection => {
    const elapsedMs = await engine.run({
      connection,
      items: sizes.engineItems,
      slots: sizes.engineSlots,
    });
    return elapsedMs && (1000 * sizes.engineItems) / elapsedMs;
  });
}
