import { digestOf } from '../gates/digest';
import type { TrainManifest, TrainProduct } from '../manifest';

const remembered = new WeakMap<TrainProduct, string>();

/** Names what is done to a product: its activation, its rollback and its runbooks. Others have to be rehearsed anew. */
function stepsDigest(product: TrainProduct): string {
  const { activation, rollback, runbooks } = product;
  const digest =
    remembered.get(product) ?? digestOf({ activation, rollback, runbooks });
  remembered.set(product, digest);
  return digest;
}

/**
 * Digests of the steps of all products, by id: equal steps have equal digests.
 *
 * @public
 */
export function stepsDigests({ spec }: TrainManifest): Record<string, string> {
  return Object.fromEntries(
    spec.products.map(product => [product.id, stepsDigest(product)]),
  );
}
