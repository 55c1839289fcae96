import { parseDuration } from '../pacing';
import { batchEnds, canarySize } from '../rollout/sizes';
import type { ForecastBatch, PacedRollout } from './types';

/**
 * Batches of a rollout that is not planned yet: the sizes that `planRollout` gives them, without looking at a target.
 *
 * @remarks Targets that depend on each other in a circle stay together, and may shift a boundary by a few.
 */
export function planSizes(
  total: number,
  rollout: PacedRollout,
): ForecastBatch[] {
  const sizes: { name: string; left: number }[] = [];
  const canary = canarySize(
    total,
    rollout.canary === false ? false : rollout.canary,
  );
  if (canary > 0) {
    sizes.push({ name: 'canary', left: canary });
  }
  const endAfter = batchEnds(total, rollout.batches);
  for (let done = canary; done < total; ) {
    const end = Math.min(total, Math.max(done + 1, endAfter(done)));
    sizes.push({
      name: `batch-${sizes.length + (canary > 0 ? 0 : 1)}`,
      left: end - done,
    });
    done = end;
  }
  const soakMs = parseDuration(rollout.batches.soak);
  return sizes.map((size, index) => {
    const last = index === sizes.length - 1;
    const isCanary = index === 0 && canary > 0;
    return {
      ...size,
      open: 0,
      approval:
        !last &&
        ((isCanary && rollout.canary !== false && rollout.canary.approval) ||
          rollout.batches.approval),
      soakMs: last ? 0 : soakMs,
    };
  });
}
