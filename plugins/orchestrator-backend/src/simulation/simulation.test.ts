import { breakOf } from './breaks';
import { FOUND_BY, MUTATIONS, type MutationName } from './mutations';
import { FAULTS_OF } from './Interventions';
import { scenarioOf } from './Scenario';
import { shrink } from './shrink';
import { simulate } from './simulate';
import { simulateRange } from './simulateRange';

/** Enough that every kind of fault is met often; a hundred thousand run with `npm run simulate`. */
const RUNS = 200;
/** A break that so many seeds don't find would not be found in time. */
const SEEDS_PER_MUTATION = 150;
const SWEEPS = ['sweep'] as const;
const TIMEOUT_MS = 120_000;

jest.setTimeout(TIMEOUT_MS);

describe('simulation of sweeps', () => {
  it('finds no invariant broken by the faults of some hundred seeds', async () => {
    const { runs, failing } = await simulateRange({
      kinds: SWEEPS,
      first: 1,
      runs: RUNS,
    });
    expect(failing?.violation).toBeUndefined();
    expect(runs).toBe(RUNS);
  });

  it('goes the same way for the same seed, step by step', async () => {
    const once = await simulate(scenarioOf(7), { trace: true });
    const again = await simulate(scenarioOf(7), { trace: true });
    expect(once.trace.length).toBeGreaterThan(20);
    expect(again).toEqual(once);
  });

  it('meets every kind of fault', async () => {
    const met = new Set<string>();
    for (
      let seed = 1;
      seed <= RUNS && met.size < FAULTS_OF.sweep.length;
      seed += 1
    ) {
      const { happened } = await simulate(scenarioOf(seed));
      happened.forEach(occasion => met.add(occasion.split(':')[0]));
    }
    expect([...met].sort()).toEqual([...FAULTS_OF.sweep].sort());
  });

  it('ends every run in a world where nothing goes wrong', async () => {
    const { failing } = await simulateRange({
      kinds: SWEEPS,
      first: 1,
      runs: 50,
      faults: [],
    });
    expect(failing).toBeUndefined();
  });

  it.each(Object.keys(MUTATIONS) as MutationName[])(
    'finds the break %s, by the invariant that is there for it',
    async mutation => {
      const { failing } = await simulateRange({
        kinds: SWEEPS,
        first: 1,
        runs: SEEDS_PER_MUTATION,
        broken: mutation,
      });
      expect(FOUND_BY[mutation]).toContain(failing?.violation?.invariant);
    },
  );

  it('shortens a failing schedule to what is needed, which fails again when it is replayed', async () => {
    const broken = breakOf('fenceIgnored');
    const { failing } = await simulateRange({
      kinds: SWEEPS,
      first: 1,
      runs: SEEDS_PER_MUTATION,
      broken: 'fenceIgnored',
    });
    if (!failing) {
      throw new Error('Nothing was found');
    }
    const shortest = await shrink(failing, { broken });
    expect(shortest.happened.length).toBeLessThan(failing.happened.length);
    const replayed = await simulate(
      { ...shortest.scenario, only: shortest.happened },
      { broken },
    );
    expect(replayed.violation).toEqual(shortest.violation);
  });
});
