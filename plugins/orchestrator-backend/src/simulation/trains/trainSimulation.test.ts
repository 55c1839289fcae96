import { breakOf } from '../breaks';
import { FAULTS_OF } from '../Interventions';
import { scenarioOf } from '../Scenario';
import { shrink } from '../shrink';
import { simulate } from '../simulate';
import { simulateRange } from '../simulateRange';
import { TRAIN_BREAK_FOUND_BY, type TrainMutationName } from './trainMutations';

const TRAINS = ['train'] as const;
/** Few, because a train is a hundred times the work of a sweep; thousands run with `npm run simulate`. */
const RUNS = 20;
/** A break that so many seeds don't find would not be found in time. */
const SEEDS_PER_MUTATION = 100;
const TIMEOUT_MS = 120_000;

jest.setTimeout(TIMEOUT_MS);

describe('simulation of trains', () => {
  it('finds no invariant broken, and meets every kind of fault, in some seeds', async () => {
    const met = new Set<string>();
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const { violation, happened } = await simulate(
        scenarioOf(seed, { kind: 'train' }),
      );
      expect(violation && { seed, ...violation }).toBeUndefined();
      happened.forEach(occasion => met.add(occasion.split(':')[0]));
    }
    expect([...met].sort()).toEqual([...FAULTS_OF.train].sort());
  });

  it('goes the same way for the same seed, step by step', async () => {
    const scenario = scenarioOf(5, { kind: 'train' });
    const once = await simulate(scenario, { trace: true });
    const again = await simulate(scenario, { trace: true });
    expect(once.trace.length).toBeGreaterThan(100);
    expect(again).toEqual(once);
  });

  it('ends every train in a world where nothing goes wrong', async () => {
    const { failing } = await simulateRange({
      kinds: TRAINS,
      first: 1,
      runs: 5,
      faults: [],
    });
    expect(failing).toBeUndefined();
  });

  it.each(Object.keys(TRAIN_BREAK_FOUND_BY) as TrainMutationName[])(
    'finds the break %s, by the invariant that is there for it',
    async broken => {
      const { failing } = await simulateRange({
        kinds: TRAINS,
        first: 1,
        runs: SEEDS_PER_MUTATION,
        broken,
      });
      expect(TRAIN_BREAK_FOUND_BY[broken]).toContain(
        failing?.violation?.invariant,
      );
    },
  );

  it('shortens a failing schedule to what is needed, which fails again when it is replayed', async () => {
    const broken = breakOf('pauseIgnored');
    const { failing } = await simulateRange({
      kinds: TRAINS,
      first: 1,
      runs: SEEDS_PER_MUTATION,
      broken: 'pauseIgnored',
    });
    if (!failing) {
      throw new Error('Nothing was found');
    }
    const shortest = await shrink(failing, { broken, tries: 15 });
    expect(shortest.happened.length).toBeLessThan(failing.happened.length);
    const replayed = await simulate(
      { ...shortest.scenario, only: shortest.happened },
      { broken },
    );
    expect(replayed.violation).toEqual(shortest.violation);
  });
});
