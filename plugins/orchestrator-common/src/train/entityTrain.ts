import { flagsOfProduct } from '../manifest';
import type { StandingStatus } from '../model';
import { trainBoard, type TrainParts } from './trainParts';
import { aboard } from './trainContext';
import { trainInbox } from './trainInbox';

/** How a train under way stands for one product. @public */
export interface EntityTrain {
  train: string;
  title: string;
  product: string;
  /** Keys of the flags that the steps of the product switch. */
  flags: string[];
  /** What of this product stands in the way of a gate that is open, or said no. */
  blocking: {
    gate: string;
    gateTitle: string;
    criterion: string;
    title: string;
    status: StandingStatus;
    summary: string;
  }[];
  /** What waits for the owner of the product, in words, oldest first. */
  waiting: { question: string; since: string }[];
}

/**
 * What a train is to an entity of the catalog: an entry for each product aboard that stands for it.
 *
 * @public
 */
export function entityTrain(
  parts: TrainParts,
  entityRef: string,
  now: string,
): EntityTrain[] {
  const { train } = parts;
  const there = aboard(train);
  const own = train.plan.products.filter(
    product => product.entityRef === entityRef && there.includes(product.id),
  );
  if (own.length === 0) {
    return [];
  }
  const asking = trainBoard(parts, now).filter(({ state }) =>
    ['open', 'noGo'].includes(state.status),
  );
  return own.map(({ id, owner = train.owner }) => {
    const planned = train.manifest.spec.products.find(one => one.id === id);
    return {
      train: train.id,
      title: train.title,
      product: id,
      flags: planned ? flagsOfProduct(planned) : [],
      blocking: asking.flatMap(({ gate, state, parts: rows }) =>
        rows
          .filter(({ part }) => part === id)
          .flatMap(({ cells }) => cells.filter(({ blocks }) => blocks))
          .map(({ criterion, title, status, summary }) => ({
            gate: gate.id,
            gateTitle: state.title,
            criterion,
            title,
            status,
            summary,
          })),
      ),
      waiting: trainInbox(parts, { ref: owner, ownershipRefs: [owner] }, now)
        .filter(({ product }) => product === id)
        .map(({ question, since }) => ({ question, since })),
    };
  });
}
