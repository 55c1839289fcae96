import fc from 'fast-check';
import { planBatches } from './planBatches';
import { canarySize } from './sizes';
import type { RolloutSpec, TargetFacts } from './types';

const pad = (i: number) => `t${String(i).padStart(5, '0')}`;
const many = (count: number) => Array.from({ length: count }, (_, i) => pad(i));
const sizes = (count: number, rollout: RolloutSpec = {}) =>
  planBatches(many(count), rollout).map(({ targets }) => targets.length);
const canaryOf = (
  describe: Record<string, TargetFacts>,
  rollout: RolloutSpec = {},
) => planBatches(Object.keys(describe), { describe, ...rollout })[0].targets;

describe('for any targets', () => {
  const facts = (count: number, backwardsOnly: boolean) =>
    fc
      .array(
        fc.record({
          owner: fc.constantFrom('x', 'y', 'z', undefined),
          type: fc.constantFrom('service', 'library', undefined),
          needs: fc.array(fc.nat(Math.max(0, count - 1)), { maxLength: 3 }),
        }),
        { minLength: count, maxLength: count },
      )
      .map(list =>
        Object.fromEntries(
          list.map(({ needs, ...rest }, i): [string, TargetFacts] => [
            pad(i),
            {
              ...rest,
              dependsOn: needs.filter(n => !backwardsOnly || n < i).map(pad),
            },
          ]),
        ),
      );
  const rollouts = fc.record({
    canary: fc.oneof(
      fc.constant<false>(false),
      fc.record({
        min: fc.integer({ min: 1, max: 3 }),
        max: fc.integer({ min: 3, max: 9 }),
        percent: fc.constantFrom(10, '50%'),
      }),
    ),
    batches: fc.oneof(
      fc.record({
        initial: fc.integer({ min: 1, max: 4 }),
        factor: fc.constantFrom(1, 1.5, 2),
        max: fc.integer({ min: 4, max: 9 }),
      }),
      fc.constant(['20%', '60%']),
    ),
  });
  const described = (backwardsOnly: boolean) =>
    fc.integer({ min: 0, max: 30 }).chain(count => facts(count, backwardsOnly));

  it('has each target exactly once, and never before one that it depends on', () => {
    fc.assert(
      fc.property(described(true), rollouts, (describe, rollout) => {
        const ids = Object.keys(describe);
        const planned = planBatches(ids, { ...rollout, describe }).flatMap(
          ({ targets }) => targets,
        );
        expect([...planned].sort()).toEqual([...ids].sort());
        const placeOf = new Map(planned.map((id, place) => [id, place]));
        for (const id of ids) {
          for (const needed of describe[id].dependsOn ?? []) {
            expect(placeOf.get(needed)).toBeLessThan(placeOf.get(id) as number);
          }
        }
      }),
    );
  });

  it('has circles in one batch, and batches in the order of dependencies', () => {
    fc.assert(
      fc.property(described(false), rollouts, (describe, rollout) => {
        const ids = Object.keys(describe);
        const batches = planBatches(ids, { ...rollout, describe });
        const batchOf = new Map(
          batches.flatMap(({ targets }, i) =>
            targets.map(id => [id, i] as const),
          ),
        );
        expect(batchOf.size).toBe(ids.length);
        expect(batches.flatMap(({ targets }) => targets)).toHaveLength(
          ids.length,
        );
        for (const id of ids) {
          for (const needed of describe[id].dependsOn ?? []) {
            expect(batchOf.get(needed)).toBeLessThanOrEqual(
              batchOf.get(id) as number,
            );
          }
        }
        expect(batches.every(({ targets }) => targets.length > 0)).toBe(true);
      }),
    );
  });

  it('doesn’t depend on the order in which targets come in', () => {
    fc.assert(
      fc.property(
        described(false).chain(describe =>
          fc.tuple(
            fc.constant(describe),
            fc.shuffledSubarray(Object.keys(describe), {
              minLength: Object.keys(describe).length,
            }),
          ),
        ),
        rollouts,
        ([describe, shuffled], rollout) => {
          expect(planBatches(shuffled, { ...rollout, describe })).toEqual(
            planBatches(Object.keys(describe), { ...rollout, describe }),
          );
        },
      ),
    );
  });

  it('keeps to the sizes where nothing hangs together', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        rollouts,
        (count, rollout) => {
          const planned = sizes(count, rollout);
          const canary = rollout.canary ? planned.splice(0, 1) : [];
          expect(canary).toEqual(
            [canarySize(count, rollout.canary)].filter(size => size > 0),
          );
          const max = Array.isArray(rollout.batches)
            ? count
            : (rollout.batches as { max: number }).max;
          expect(planned.filter(size => size > max)).toEqual([]);
        },
      ),
    );
  });

  it('takes no owner into the canary twice before all are in it, where none depends on another', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('x', 'y', 'z', 'w', 'v'), {
          minLength: 1,
          maxLength: 30,
        }),
        fc.integer({ min: 1, max: 8 }),
        (owners, size) => {
          const describe = Object.fromEntries(
            owners.map((owner, i) => [
              pad(i),
              { owner, type: i % 2 ? 'a' : 'b' },
            ]),
          );
          const chosen = canaryOf(describe, {
            canary: { min: size, max: size },
          });
          const met = chosen.map(id => describe[id].owner);
          const all = new Set(owners);
          expect(new Set(met).size).toBe(Math.min(all.size, met.length));
        },
      ),
    );
  });
});
