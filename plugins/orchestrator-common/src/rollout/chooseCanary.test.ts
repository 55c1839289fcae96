import { planBatches } from './planBatches';
import type { RolloutSpec, TargetFacts } from './types';

const canaryOf = (
  describe: Record<string, TargetFacts>,
  rollout: RolloutSpec = {},
) => planBatches(Object.keys(describe), { describe, ...rollout })[0].targets;

describe('the canary', () => {
  it('takes each owner before any twice', () => {
    expect(
      canaryOf({
        a1: { owner: 'x' },
        a2: { owner: 'x' },
        a3: { owner: 'x' },
        b1: { owner: 'y' },
        c1: { owner: 'z' },
      }),
    ).toEqual(['a1', 'b1', 'c1']);
  });

  it('takes each kind before any twice', () => {
    expect(
      canaryOf({
        a1: { type: 'service' },
        a2: { type: 'service' },
        a3: { type: 'service' },
        b1: { type: 'library' },
        c1: { type: 'website' },
      }),
    ).toEqual(['a1', 'b1', 'c1']);
  });

  it('prefers of each owner the kind that isn’t there yet', () => {
    expect(
      canaryOf({
        a1: { owner: 'x', type: 'service' },
        b1: { owner: 'y', type: 'service' },
        b2: { owner: 'y', type: 'library' },
        c1: { owner: 'z', type: 'service' },
        c2: { owner: 'z', type: 'library' },
        c3: { owner: 'z', type: 'website' },
      }),
    ).toEqual(['a1', 'b2', 'c3']);
  });

  it('takes owners in turn when all are there', () => {
    expect(
      canaryOf(
        {
          a1: { owner: 'x' },
          a2: { owner: 'x' },
          a3: { owner: 'x' },
          b1: { owner: 'y' },
          b2: { owner: 'y' },
          b3: { owner: 'y' },
        },
        { canary: { min: 4, max: 4 } },
      ),
    ).toEqual(['a1', 'a2', 'b1', 'b2']);
  });

  it('takes a target only together with what it depends on', () => {
    expect(
      canaryOf(
        {
          app: { owner: 'x', dependsOn: ['lib'] },
          b: { owner: 'y' },
          lib: { owner: 'z', dependsOn: ['outside', 'lib'] },
          c: { owner: 'y' },
        },
        { canary: { min: 3, max: 3 } },
      ),
    ).toEqual(['b', 'lib', 'app']);
    expect(
      canaryOf(
        { app: { dependsOn: ['lib'] }, lib: {}, z: {} },
        { canary: { min: 1, max: 1 } },
      ),
    ).toEqual(['lib']);
  });

  it('passes over a circle that doesn’t fit', () => {
    const circle = {
      a: { dependsOn: ['b'] },
      b: { dependsOn: ['c'] },
      c: { dependsOn: ['a'] },
    };
    expect(
      canaryOf({ ...circle, d: {}, e: {} }, { canary: { min: 2, max: 2 } }),
    ).toEqual(['d', 'e']);
  });

  it('takes the smallest circle whole where there is nothing else', () => {
    expect(
      canaryOf(
        {
          a: { dependsOn: ['b'] },
          b: { dependsOn: ['c'] },
          c: { dependsOn: ['a'] },
          x: { dependsOn: ['y'] },
          y: { dependsOn: ['x'] },
          z: { dependsOn: ['zz'] },
          zz: { dependsOn: ['z'] },
        },
        { canary: { min: 1, max: 1 } },
      ),
    ).toEqual(['x', 'y']);
  });
});
