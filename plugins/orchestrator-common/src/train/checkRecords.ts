import { isOutdated, isTicked, type ProductCheck } from '../gates';
import type { TrainGate, TrainProduct } from '../manifest';
import type { ChecklistTick, CriterionStates } from '../model';
import { productChecks } from './productChecks';
import type { TrainParts } from './trainParts';

/** A check or a risk of a product, and whether anybody has said that it is done. @public */
export interface CheckRecord {
  product: string;
  check: ProductCheck;
  /** Of a risk. */
  risk?: Pick<
    TrainProduct['risks'][number],
    'likelihood' | 'impact' | 'mitigation'
  >;
  /** The newest tick that counts; absent: it is open. */
  tick?: ChecklistTick;
  /** It was ticked, and has changed since. */
  outdated: boolean;
}

/**
 * The checks and risks of all products, in the order of the manifest. One is ticked once any criterion has its tick, as
 * the same is asked by each.
 *
 * @public
 */
export function checkRecords({
  train,
  products,
}: Pick<TrainParts, 'train' | 'products'>): CheckRecord[] {
  return train.manifest.spec.products.flatMap(({ id, risks }) => {
    const ticks = ticksOf(train.manifest.spec.gates, products.get(id));
    return productChecks(train, id).map((check): CheckRecord => {
      const own = ticks
        .filter(one => Object.hasOwn(one, check.id))
        .map(one => one[check.id])
        .sort((a, b) => (a.at < b.at ? 1 : -1));
      const tick = own.find(one => isTicked(check, one));
      const risk = risks.find(one => `risk/${one.id}` === check.id);
      return {
        product: id,
        check,
        ...(risk && {
          risk: {
            likelihood: risk.likelihood,
            impact: risk.impact,
            mitigation: risk.mitigation,
          },
        }),
        ...(tick && { tick }),
        outdated: !tick && own.some(one => isOutdated(check, one)),
      };
    });
  });
}

/** Of criteria of kind `checks` alone: an item of a checklist may have the same id. */
function ticksOf(
  gates: TrainGate[],
  product: { criteria: CriterionStates } | undefined,
): Record<string, ChecklistTick>[] {
  return gates.flatMap(gate =>
    gate.criteria
      .filter(({ checks }) => checks !== undefined)
      .map(({ id }) => product?.criteria[`${gate.id}/${id}`]?.ticks ?? {}),
  );
}
