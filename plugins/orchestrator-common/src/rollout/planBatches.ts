import { badInput } from '../pacing';
import { chooseCanary } from './chooseCanary';
import { batchEnds, canarySize, maxParallelOf } from './sizes';
import type { RolloutSpec, TargetBatch, Unit } from './types';
import { compareIds, gatherUnits, orderUnits } from './units';

/**
 * Divides the targets of a run into a canary and batches that grow.
 *
 * Rule: semantics, section 9.
 *
 * - Each target comes exactly once, and the same targets and facts give the
 *   same batches, in whatever order they come in.
 * - The canary represents each owner, and each kind as far as that allows,
 *   before any is met twice. Fewer targets than its minimum: all are canaries.
 * - With `order: dependencies` no target comes in a batch before one that it
 *   depends on, and within its batch it comes after it. Targets that depend on
 *   each other in a circle stay together, and may make their batch larger than
 *   planned, or the one before it smaller.
 * - Takes time in proportion to n log n targets and dependencies.
 *
 * @param targets - ids, without repetition
 * @param rollout - sizes, order, and facts about the targets; `maxParallel`
 *   bounds what is under way within a batch, not the size of the batch, see
 *   {@link startable}
 * @returns the batches in order; none without targets
 * @throws InputError for a target that comes twice, or a size that can't be
 *
 * @public
 */
export function planBatches(
  targets: string[],
  rollout: RolloutSpec,
): TargetBatch[] {
  maxParallelOf(rollout);
  const ids = sortedIds(targets);
  const units = gatherUnits(ids, rollout);
  const size = canarySize(ids.length, rollout.canary);
  const canary =
    size > 0
      ? chooseCanary(units, target => factsOf(rollout, target), size)
      : [];

  const batches: TargetBatch[] = [];
  const addBatch = (name: string, places: readonly number[]) =>
    batches.push({
      name,
      targets: places.flatMap(place => units[place].members),
    });
  if (canary.length > 0) {
    addBatch('canary', orderUnits(units, canary));
  }
  const rest = orderUnits(units, allExcept(units.length, canary));
  const done = countTargets(units, canary);
  const endAfter = batchEnds(ids.length, rollout.batches);
  cutBatches(units, rest, done, endAfter).forEach((places, index) =>
    addBatch(`batch-${index + 1}`, places),
  );
  return batches;
}

/**
 * How many more targets of a batch may start now.
 *
 * Rule: semantics, section 9: never more than `maxParallel` in flight.
 *
 * @param rollout - its `maxParallel`, default 10
 * @param inFlight - targets of the run that are under way
 * @throws InputError for a `maxParallel` below 1
 *
 * @public
 */
export function startable(rollout: RolloutSpec, inFlight: number): number {
  return Math.max(0, maxParallelOf(rollout) - inFlight);
}

function sortedIds(targets: readonly string[]): string[] {
  const ids = [...targets].sort(compareIds);
  const twice = ids.find((id, index) => index > 0 && id === ids[index - 1]);
  if (twice !== undefined) {
    throw badInput('targets', twice, 'each target once');
  }
  return ids;
}

function factsOf({ describe = {} }: RolloutSpec, target: string) {
  return Object.hasOwn(describe, target) ? describe[target] : {};
}

function allExcept(count: number, places: readonly number[]): number[] {
  const excepted = new Set(places);
  return Array.from({ length: count }, (_, place) => place).filter(
    place => !excepted.has(place),
  );
}

function countTargets(
  units: readonly Unit[],
  places: readonly number[],
): number {
  return places.reduce((sum, place) => sum + units[place].members.length, 0);
}

/** Cuts the ordered units where the ends of the batches are, and none of them in two. */
function cutBatches(
  units: readonly Unit[],
  ordered: readonly number[],
  alreadyDone: number,
  endAfter: (done: number) => number,
): number[][] {
  const batches: number[][] = [];
  let batch: number[] = [];
  let done = alreadyDone;
  let end = endAfter(done);
  for (const place of ordered) {
    const size = units[place].members.length;
    if (batch.length > 0 && done + size > end) {
      batches.push(batch);
      batch = [];
      end = endAfter(done);
    }
    batch.push(place);
    done += size;
  }
  return batch.length > 0 ? [...batches, batch] : batches;
}
