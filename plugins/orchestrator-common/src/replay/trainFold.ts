import type { GateEvent, ProductEvent, TrainEvent } from '../events';
import { evolveGate } from '../gates';
import type { GateState, ProductState, TrainState } from '../model';
import { evolveProduct, evolveTrain, trainStreamOf } from '../train';
import type { Fold } from './Replay';
import type { KnowsEvent, ReplayEvent, ReplayGaps } from './types';

/** A train, its products and its gates after some of their events. @public */
export interface TrainMoment extends ReplayGaps {
  /** Undefined before the first event. */
  train?: TrainState;
  products: Map<string, ProductState>;
  gates: Map<string, GateState>;
}

/**
 * Folds the events of a train as its decisions do. Events of other types are counted and left out.
 *
 * @param knows - which types of events can be applied
 * @public
 */
export function trainFold(knows: KnowsEvent): Fold<TrainMoment, ReplayEvent> {
  return {
    begin: () => ({ products: new Map(), gates: new Map(), unread: 0 }),
    copy: moment => ({
      ...moment,
      products: new Map(moment.products),
      gates: new Map(moment.gates),
    }),
    apply: (moment, { stream, type, data, ...place }) => {
      if (!knows(type)) {
        moment.unread += 1;
        return;
      }
      const event: unknown = { type, data };
      const { kind, id } = trainStreamOf(stream);
      const { train, products, gates } = moment;
      if (kind === 'train') {
        moment.train = evolveTrain(train, event as TrainEvent, place);
      } else if (kind === 'product') {
        products.set(
          id,
          evolveProduct(products.get(id), event as ProductEvent, place),
        );
      } else {
        gates.set(id, evolveGate(gates.get(id), event as GateEvent, place));
      }
    },
  };
}
