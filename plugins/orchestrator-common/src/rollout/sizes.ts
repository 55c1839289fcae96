import { badInput } from '../pacing';
import type { BatchGrowth, CanarySpec, RolloutSpec } from './types';

const DEFAULT_CANARY = { min: 3, max: 5, percent: 10 } as const;
const DEFAULT_GROWTH = { initial: 10, factor: 2, max: 50 } as const;
const DEFAULT_MAX_PARALLEL = 10;

/**
 * How many targets the canary has: `percent` of all, rounded up, held between
 * `min` and `max`; all of them where there are fewer than `min`; 0 where it is
 * turned off.
 *
 * Rule: semantics, section 9.
 *
 * @param total - targets in all
 * @throws InputError naming the field
 *
 * @public
 */
export function canarySize(
  total: number,
  canary: CanarySpec | false = {},
): number {
  if (canary === false) {
    return 0;
  }
  const field = 'rollout.canary';
  const percent = readPercent(
    canary.percent ?? DEFAULT_CANARY.percent,
    `${field}.percent`,
  );
  checkCount(canary.min ?? DEFAULT_CANARY.min, `${field}.min`);
  checkCount(canary.max ?? DEFAULT_CANARY.max, `${field}.max`);
  // One bound alone moves the default of the other where they would cross.
  const min =
    canary.min ??
    Math.min(DEFAULT_CANARY.min, canary.max ?? DEFAULT_CANARY.max);
  const max = canary.max ?? Math.max(DEFAULT_CANARY.max, min);
  if (min > max) {
    throw badInput(`${field}.min`, min, `a number up to max, ${max}`);
  }
  const share = Math.ceil((total * percent) / 100);
  return Math.min(total, Math.max(min, Math.min(max, share)));
}

/**
 * Says how far each batch goes.
 *
 * @param total - targets in all
 * @returns a function to be asked once for each batch in turn: given how many
 *   targets come before the batch, how many there may be with it
 * @throws InputError naming the field
 */
export function batchEnds(
  total: number,
  batches: RolloutSpec['batches'] = {},
): (done: number) => number {
  if (isShares(batches)) {
    const ends = shareEnds(total, batches);
    // What a list leaves over goes last.
    return done => ends.find(end => end > done) ?? total;
  }
  const { initial, factor, max } = readGrowth(batches);
  let size = Math.min(initial, max);
  return done => {
    const end = done + Math.floor(size);
    size = Math.min(size * factor, max);
    return end;
  };
}

/**
 * Targets that may be under way at the same time.
 *
 * @throws InputError naming the field
 */
export function maxParallelOf(rollout: RolloutSpec): number {
  const { maxParallel = DEFAULT_MAX_PARALLEL } = rollout;
  checkCount(maxParallel, 'rollout.maxParallel');
  return maxParallel;
}

function shareEnds(
  total: number,
  shares: readonly (number | string)[],
): number[] {
  let before = 0;
  return shares.map((share, index) => {
    const field = `rollout.batches[${index}]`;
    const percent = readPercent(share, field);
    if (percent <= before) {
      throw badInput(field, share, `more than the share before it, ${before}%`);
    }
    before = percent;
    return Math.ceil((total * percent) / 100);
  });
}

function readGrowth(growth: BatchGrowth): Required<BatchGrowth> {
  const field = 'rollout.batches';
  const { initial, factor, max } = {
    initial: growth.initial ?? DEFAULT_GROWTH.initial,
    factor: growth.factor ?? DEFAULT_GROWTH.factor,
    max:
      growth.max ??
      Math.max(DEFAULT_GROWTH.max, growth.initial ?? DEFAULT_GROWTH.initial),
  };
  checkCount(initial, `${field}.initial`);
  checkCount(max, `${field}.max`);
  if (!Number.isFinite(factor) || factor < 1) {
    throw badInput(`${field}.factor`, factor, 'a number of 1 or more');
  }
  return { initial, factor, max };
}

function isShares(
  batches: NonNullable<RolloutSpec['batches']>,
): batches is readonly (number | string)[] {
  return Array.isArray(batches);
}

function readPercent(value: number | string, field: string): number {
  const percent =
    typeof value === 'string' && /^\d+(\.\d+)?%$/.test(value)
      ? Number(value.slice(0, -1))
      : value;
  if (typeof percent !== 'number' || !(percent > 0 && percent <= 100)) {
    throw badInput(
      field,
      value,
      'a share above 0 and up to 100, as 10 or "10%"',
    );
  }
  return percent;
}

function checkCount(value: number, field: string): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw badInput(field, value, 'a whole number of 1 or more');
  }
}
