import { Heap } from './Heap';
import { planBatches } from './planBatches';
import type { TargetFacts } from './types';

const pad = (i: number) => `t${String(i).padStart(5, '0')}`;
const many = (count: number) => Array.from({ length: count }, (_, i) => pad(i));

describe('ten thousand targets', () => {
  const count = 10_000;
  const shapes: [string, (i: number) => TargetFacts][] = [
    ['of one owner and kind', () => ({})],
    ['of as many owners', i => ({ owner: `o${i}` })],
    ['of as many kinds', i => ({ type: `k${i}` })],
    [
      'of many owners and kinds',
      i => ({ owner: `o${i % 100}`, type: `k${i % 97}` }),
    ],
    ['in one chain', i => ({ dependsOn: i + 1 < count ? [pad(i + 1)] : [] })],
    ['in one circle', i => ({ dependsOn: [pad((i + 1) % count)] })],
    [
      'that all depend on one',
      i => ({ owner: `o${i % 7}`, dependsOn: [pad(count - 1)] }),
    ],
    [
      'of which one depends on all',
      i => ({ dependsOn: i === 0 ? many(count) : [] }),
    ],
  ];

  it.each(shapes)(
    '%s are planned, each once, half of them as canaries',
    (_, factsOf) => {
      const ids = many(count);
      const describe = Object.fromEntries(ids.map((id, i) => [id, factsOf(i)]));
      const batches = planBatches(ids, {
        describe,
        canary: { percent: 50, max: count },
        batches: { initial: 1, factor: 1 },
      });
      const planned = batches.flatMap(({ targets }) => targets);
      expect(planned).toHaveLength(count);
      expect(new Set(planned).size).toBe(count);
    },
  );

  it.each(shapes)(
    '%s cost about as many steps each as a thousand do',
    (_, factsOf) => {
      const stepsFor = (n: number) => {
        const pop = jest.spyOn(Heap.prototype, 'pop');
        const peek = jest.spyOn(Heap.prototype, 'peek');
        const ids = many(n);
        const inside = new Set(ids);
        const describe = Object.fromEntries(
          ids.map((id, i) => {
            const facts = factsOf(i);
            return [
              id,
              {
                ...facts,
                dependsOn: facts.dependsOn?.filter(d => inside.has(d)),
              },
            ];
          }),
        );
        planBatches(ids, { describe, canary: { percent: 50, max: n } });
        const steps = pop.mock.calls.length + peek.mock.calls.length;
        pop.mockRestore();
        peek.mockRestore();
        return steps / n;
      };
      expect(stepsFor(count)).toBeLessThan(2 * stepsFor(1_000) + 1);
    },
  );
});
