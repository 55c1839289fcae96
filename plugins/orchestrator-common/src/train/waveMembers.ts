import { coupledProducts } from '../dependencies';
import type { TrainState, WaveState } from '../model';

/**
 * Products that a wave leaves behind when it starts or is resumed: what was taken back from an earlier wave and is not
 * there again, with all that is coupled to it.
 *
 * @returns ids, in the order of the wave
 * @public
 */
export function leftBehind(
  { plan, manifest, waves }: Pick<TrainState, 'plan' | 'manifest' | 'waves'>,
  wave: WaveState,
): string[] {
  const earlier = waves.slice(
    0,
    waves.findIndex(({ id }) => id === wave.id),
  );
  const gone = earlier.flatMap(({ rolledBack }) => rolledBack);
  if (gone.length === 0) {
    return [];
  }
  const taken = coupledProducts(
    plan.products.map(({ id }) => id),
    plan.edges,
    manifest.spec.coupled,
    gone,
  );
  return wave.products.filter(id => taken.has(id));
}

/**
 * Products that go with a wave: of one that has started those that it did not leave behind, of one to come those that
 * it would not leave behind now.
 *
 * @returns ids, in the order of the wave
 * @public
 */
export function membersOf(
  state: Pick<TrainState, 'plan' | 'manifest' | 'waves'>,
  wave: WaveState,
): string[] {
  const without =
    wave.startedAt === undefined
      ? leftBehind(state, wave)
      : wave.leftBehind ?? [];
  return wave.products.filter(id => !without.includes(id));
}
