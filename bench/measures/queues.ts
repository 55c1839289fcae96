import type { Measure } from '../measure';
import type { ContenderKind } from '../support/contenders/Contender';
import { ours } from '../support/contenders/ours';
import { pgBoss } from '../support/contenders/pgBoss';
import { compareQueue } from './items';

/** Others that one could have taken; a new one is a file beside these and a word here. */
const CONTENDERS: ContenderKind[] = [ours, pgBoss];

/** Items per second of each queue, against the same bare loop on the same PostgreSQL. */
export const queues: Measure = {
  name: 'queues',
  async run(bench) {
    if (!bench.databases.kinds.includes('PostgreSQL')) {
      return [];
    }
    const results = [];
    for (const contender of CONTENDERS) {
      const compared = await bench.databases.use('PostgreSQL', database =>
        compareQueue(bench, database, contender),
      );
      results.push({
        measure: `queues: ${contender.name}, PostgreSQL`,
        unit: 'items/s',
        ...compared,
      });
    }
    return results;
  },
};
