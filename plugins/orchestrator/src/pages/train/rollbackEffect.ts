import {
  coupledProducts,
  rollbackLayers,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/** What a rollback would take back. */
export interface RollbackEffect {
  /** Titles of the waves, the newest first. */
  waves: string[];
  /** Products in the order in which they are taken back. */
  products: string[];
  /** Those of them that were not asked for. */
  coupled: string[];
}

/**
 * Says beforehand what a rollback takes back, by the rules that decide it.
 *
 * @param scope - the wave under way, or all that have started
 * @param asked - ids of products; none: all
 */
export function rollbackEffect(
  state: Pick<TrainState, 'plan' | 'manifest' | 'waves' | 'currentWave'>,
  scope: 'wave' | 'train',
  asked: string[],
): RollbackEffect {
  const { plan, manifest, waves, currentWave } = state;
  const started = waves.filter(
    (wave, index) =>
      wave.startedAt !== undefined &&
      (scope === 'train' || index === currentWave),
  );
  const taken =
    asked.length === 0
      ? undefined
      : coupledProducts(
          plan.products.map(({ id }) => id),
          plan.edges,
          manifest.spec.coupled,
          asked,
        );
  const reached = new Set(started.flatMap(({ products }) => products));
  const products = rollbackLayers(plan.layers, taken)
    .flat()
    .filter(id => reached.has(id));
  return {
    waves: started.map(({ title }) => title).reverse(),
    products,
    coupled:
      taken === undefined ? [] : products.filter(id => !asked.includes(id)),
  };
}
