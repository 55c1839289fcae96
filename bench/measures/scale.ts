import type { Measure, Result } from '../measure';
import { NoopRuns } from '../support/NoopRuns';
import { compare, timed } from '../support/statistics';

/** What a target costs in a large run, against one in a small run: everything from its creation to its open change. */
export const scale: Measure = {
  name: 'scale',
  async run({ databases, sizes }) {
    const { manyTargets, fewTargets, slots } = sizes;
    const results: Result[] = [];
    for (const kind of databases.kinds) {
      const compareSizes = async (noop: NoopRuns) => {
        const perTarget = async (targets: number) => {
          const durationMs = await timed(async () => {
            const runId = await noop.create(targets, 2 * slots);
            await noop.work(slots);
            await noop.start(runId);
            await noop.work(slots);
          });
          return durationMs / targets;
        };
        await perTarget(fewTargets);
        const sides = {
          ours: () => perTarget(manyTargets),
          // Several of them, so that a slow second of the machine weighs less.
          baseline: async () => {
            const runs = Math.max(1, Math.round(manyTargets / fewTargets / 4));
            let total = 0;
            for (let run = 0; run < runs; run += 1) {
              total += await perTarget(fewTargets);
            }
            return total / runs;
          },
        };
        return compare(sizes.rounds, sides, { warmUp: false });
      };
      const compared = await databases.use(kind, database =>
        NoopRuns.use(database, compareSizes),
      );
      results.push({
        measure: `cost per target: ${manyTargets} against ${fewTargets}, ${kind}`,
        unit: 'ms',
        ...compared,
        aim: { of: 'ratio', kind: 'atMost', value: 1.2 },
      });
    }
    return results;
  },
};
