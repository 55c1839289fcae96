import { coupledProducts, rollbackLayers } from '../dependencies';
import type { TrainState, WaveState } from '../model';

/**
 * What a rollback takes back, in which order: the waves from the newest, and in each the products in the reverse of
 * their activation, with all that is coupled to those that were asked for.
 *
 * @param products - left out: all
 * @public
 */
export function rollbackScope(
  state: Pick<TrainState, 'plan' | 'manifest' | 'waves'>,
  waves: WaveState[],
  products?: string[],
): { waves: string[]; layers: string[][] } {
  const { plan, manifest } = state;
  const all = plan.products.map(({ id }) => id);
  const taken =
    products &&
    coupledProducts(all, plan.edges, manifest.spec.coupled, products);
  return {
    waves: state.waves
      .filter(wave => wave.startedAt !== undefined && waves.includes(wave))
      .map(({ id }) => id)
      .reverse(),
    layers: rollbackLayers(plan.layers, taken),
  };
}
