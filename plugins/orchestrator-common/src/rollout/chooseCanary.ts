import { ReadyUnits } from './ReadyUnits';
import type { TargetFacts, Unit } from './types';

/**
 * Chooses the units that go first, so that they stand for all: an owner that
 * isn't represented yet goes before one that is, and among these one that
 * brings a kind that isn't represented; then the owner that was met least; then
 * the id. A unit can be chosen once all that it depends on are.
 *
 * Rule: semantics, section 9.
 *
 * @param units - in order of their ids
 * @param factsOf - owner and kind of a target
 * @param size - targets wanted; a circle of targets that doesn't fit is passed
 *   over, unless nothing else could be chosen at all
 * @returns places of the chosen units, ascending
 */
export function chooseCanary(
  units: readonly Unit[],
  factsOf: (target: string) => TargetFacts,
  size: number,
): number[] {
  const ready = new ReadyUnits(units, factsOf);
  const waitsFor = units.map(unit => unit.dependsOn.length);
  waitsFor.forEach((left, place) => left === 0 && ready.add(place));

  const chosen: number[] = [];
  const tooLarge: number[] = [];
  let room = size;
  const choose = (place: number) => {
    chosen.push(place);
    room -= units[place].members.length;
    ready.count(place);
    for (const dependent of units[place].dependents) {
      waitsFor[dependent] -= 1;
      if (waitsFor[dependent] === 0) {
        ready.add(dependent);
      }
    }
  };
  while (room > 0) {
    const place = ready.take();
    if (place === undefined) {
      break;
    }
    if (units[place].members.length > room) {
      tooLarge.push(place);
    } else {
      choose(place);
    }
  }
  if (chosen.length === 0 && tooLarge.length > 0) {
    const sizeOf = (place: number) => units[place].members.length;
    chosen.push(
      tooLarge.reduce((a, b) =>
        sizeOf(b) < sizeOf(a) || (sizeOf(b) === sizeOf(a) && b < a) ? b : a,
      ),
    );
  }
  return chosen.sort((a, b) => a - b);
}
