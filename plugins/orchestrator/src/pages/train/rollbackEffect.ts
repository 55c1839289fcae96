import {
  previewRollback,
  type TrainDetail,
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
  { train, productStates }: Pick<TrainDetail, 'train' | 'productStates'>,
  scope: 'wave' | 'train',
  asked: string[],
): RollbackEffect {
  const all = asked.length === 0;
  const { waves, products } = previewRollback(
    { train, products: new Map(productStates.map(one => [one.id, one])) },
    scope,
    all ? undefined : asked,
  );
  const wanted = [...asked, ...(train.rollback?.layers.flat() ?? [])];
  return {
    waves: waves.map(
      id => train.waves.find(wave => wave.id === id)?.title ?? id,
    ),
    products,
    coupled: all ? [] : products.filter(id => !wanted.includes(id)),
  };
}
