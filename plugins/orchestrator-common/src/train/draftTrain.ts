import type { TrainManifest } from '../manifest';
import type { Actor, TrainPlan } from '../model';
import { draftCommunications, planStreams } from './createTrain';
import { TrainFold, type TrainParts } from './trainParts';

/**
 * The streams of a train that is not there yet, as they would be right after its creation: for a look ahead. What
 * would refuse it is not asked.
 *
 * @param now - ISO 8601
 * @public
 */
export function draftTrain(
  manifest: TrainManifest,
  plan: TrainPlan,
  createdBy: Actor,
  now: string,
): TrainParts {
  const id = manifest.metadata.name;
  const fold = new TrainFold(id);
  const { products, gates } = planStreams(manifest, plan);
  fold.apply(
    'train',
    '',
    {
      type: 'train.created',
      data: {
        id,
        kind: 'Train',
        manifest,
        changeDigest: '',
        createdBy,
        plan,
        communications: draftCommunications({ id, manifest, plan }),
        followUps: [],
      },
    },
    now,
  );
  products.forEach(product =>
    product.events.forEach(event =>
      fold.apply('product', product.id, event, now),
    ),
  );
  gates.forEach(gate =>
    gate.events.forEach(event => fold.apply('gate', gate.id, event, now)),
  );
  return fold;
}
