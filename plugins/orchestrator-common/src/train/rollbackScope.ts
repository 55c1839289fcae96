import { coupledProducts, rollbackLayers } from '../dependencies';
import type { TrainState, WaveState } from '../model';
import { currentWave } from './trainContext';
import type { TrainParts } from './trainParts';

/** What a rollback would take back, said beforehand. @public */
export interface RollbackPreview {
  scope: 'wave' | 'train';
  /** Ids, the newest first. */
  waves: string[];
  /** Ids in the order in which they are taken back; those that nothing is there of in these waves are left out. */
  products: string[];
}

/**
 * Says what a rollback would take back now, by the rules that decide it.
 *
 * @param products - left out: all
 * @public
 */
export function previewRollback(
  { train, products: states }: Pick<TrainParts, 'train' | 'products'>,
  scope: 'wave' | 'train',
  products?: string[],
): RollbackPreview {
  const { waves, layers } = askedRollback(train, scope, products);
  const isThere = (id: string) =>
    states
      .get(id)
      ?.activations.some(
        ({ wave, status }) => waves.includes(wave) && status !== 'rolledBack',
      );
  return { scope, waves, products: layers.flat().filter(isThere) };
}

/**
 * What a rollback that is asked for takes back: the wave under way or all of them, with what is being taken back
 * already, so that nothing is left half-way.
 *
 * @param products - left out: all
 */
export function askedRollback(
  state: TrainState,
  scope: 'wave' | 'train',
  products?: string[],
): { waves: string[]; layers: string[][] } {
  const current = currentWave(state);
  const under = state.rollback;
  return rollbackScope(
    state,
    state.waves.filter(
      wave =>
        scope === 'train' || wave === current || under?.waves.includes(wave.id),
    ),
    products && [...(under?.layers.flat() ?? []), ...products],
  );
}

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
