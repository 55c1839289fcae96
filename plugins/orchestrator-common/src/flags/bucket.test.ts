import fc from 'fast-check';
import { evaluateFlag, flagBucket } from '.';
import { flagState, segment } from './testFlag';

const NOW = '2030-06-01T12:00:00.000Z';
const key = fc.string({ minLength: 1 });
const percent = fc.double({ min: 0.001, max: 100, noNaN: true });

function variantOf(flagKey: string, share: number, targetingKey: string) {
  const flag = flagState({
    key: flagKey,
    rules: [{ segment: segment({ percent: share }), variant: 'on' }],
  });
  const result = evaluateFlag(flag, { targetingKey }, NOW);
  return 'variant' in result ? result.variant : result.errorCode;
}

describe('flagBucket', () => {
  it('is from 0 to below 100', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (flag, person) => {
        const bucket = flagBucket(flag, person);
        expect(bucket).toBeGreaterThanOrEqual(0);
        expect(bucket).toBeLessThan(100);
      }),
    );
  });

  it('stays where it is from release to release', () => {
    expect(flagBucket('new-checkout', 'ana')).toBeCloseTo(74.97891, 4);
    expect(flagBucket('new-checkout', 'bo')).toBeCloseTo(31.09263, 4);
  });

  it('keeps flag and person apart', () => {
    expect(flagBucket('ab', 'c')).not.toBe(flagBucket('a', 'bc'));
  });
});

describe('a percentage', () => {
  it('only adds people when it is raised', () => {
    fc.assert(
      fc.property(key, key, percent, percent, (flag, person, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        const had = variantOf(flag, less, person) === 'on';
        expect(had && variantOf(flag, more, person) !== 'on').toBe(false);
      }),
    );
  });

  it('gives the same person the same variant, whatever else is in the context', () => {
    fc.assert(
      fc.property(
        key,
        percent,
        fc.dictionary(fc.string(), fc.jsonValue()),
        (person, share, others) => {
          const flag = flagState({
            rules: [{ segment: segment({ percent: share }), variant: 'on' }],
          });
          const alone = evaluateFlag(flag, { targetingKey: person }, NOW);
          const again = evaluateFlag(
            flag,
            { ...others, targetingKey: person },
            '2031-01-01T00:00:00.000Z',
          );
          expect(again).toEqual(alone);
        },
      ),
    );
  });

  it.each([1, 10, 25, 50, 90])('of %d reaches about that share', share => {
    const people = 20_000;
    let reached = 0;
    for (let person = 0; person < people; person += 1) {
      if (flagBucket('new-checkout', `user-${person}`) < share) {
        reached += 1;
      }
    }
    // Five standard deviations of a fair draw.
    const deviation = Math.sqrt((share / 100) * (1 - share / 100) * people);
    expect(Math.abs(reached - (share / 100) * people)).toBeLessThan(
      5 * deviation,
    );
  });

  it('takes different people for different flags', () => {
    const both = Array.from({ length: 10_000 }, (_, person) => `u${person}`)
      .filter(person => flagBucket('a', person) < 50)
      .filter(person => flagBucket('b', person) < 50).length;
    expect(both).toBeGreaterThan(2_250);
    expect(both).toBeLessThan(2_750);
  });
});
