import {
  evolveGate,
  evolveProduct,
  evolveTrain,
  type GateEvent,
  type GateState,
  type ProductEvent,
  type ProductState,
  type RunEventRecord,
  type TrainEvent,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { TRAIN_EVENT_TYPES } from '../../../components/timeline';

const KNOWN: ReadonlySet<string> = new Set(TRAIN_EVENT_TYPES);

/** A train, its products and its gates after some of their events. */
export interface ReplayState {
  train?: TrainState;
  products: ProductState[];
  gates: GateState[];
  /** Events that this page does not know how to apply. */
  unread: number;
}

/**
 * Folds the first events of a train, as the backend does.
 *
 * @param events - all events of the train, oldest first
 * @param count - how many of them
 */
export function replayAt(events: RunEventRecord[], count: number): ReplayState {
  let train: TrainState | undefined;
  let unread = 0;
  const products = new Map<string, ProductState>();
  const gates = new Map<string, GateState>();
  for (const event of events.slice(0, count)) {
    if (!KNOWN.has(event.type)) {
      // A newer backend may write events that this page does not know; the others are shown all the same.
      unread += 1;
      continue;
    }
    const [kind, , name] = event.stream.split('/');
    const { runId, version, occurredAt } = event;
    const place = { runId, version, occurredAt };
    const plain: unknown = { type: event.type, data: event.data };
    if (kind === 'run') {
      train = evolveTrain(train, plain as TrainEvent, place);
    } else if (kind === 'product') {
      products.set(
        name,
        evolveProduct(products.get(name), plain as ProductEvent, place),
      );
    } else {
      gates.set(name, evolveGate(gates.get(name), plain as GateEvent, place));
    }
  }
  return {
    train,
    products: [...products.values()],
    gates: [...gates.values()],
    unread,
  };
}
