import {
  trainBoard,
  type GateBoard,
  type GateState,
  type ProductState,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { targetKey, type MemoryTables } from '../MemoryTables';

/** What is seen in place of what is there. */
export interface Delusion {
  train?(train: TrainState): Partial<TrainState>;
  product?(product: ProductState): Partial<ProductState>;
  gate?(gate: GateState): Partial<GateState>;
}

/** A train as its pages show it. */
export class TrainView {
  readonly train: TrainState;
  readonly products = new Map<string, ProductState>();
  readonly gates = new Map<string, GateState>();
  readonly now: string;
  #board: GateBoard[] | undefined;

  /** @param as - what is seen otherwise than it is, where that is broken on purpose */
  constructor(
    tables: MemoryTables,
    train: TrainState,
    now: string,
    as: Delusion = {},
  ) {
    this.train = { ...train, ...as.train?.(train) };
    this.now = now;
    for (const { id } of train.plan.products) {
      const product = tables.products.get(targetKey(train.id, id));
      if (product) {
        this.products.set(id, { ...product, ...as.product?.(product) });
      }
    }
    for (const gate of tables.gates.values()) {
      if (gate.runId === train.id) {
        this.gates.set(gate.id, { ...gate, ...as.gate?.(gate) });
      }
    }
  }

  get board(): GateBoard[] {
    this.#board ??= trainBoard(this, this.now);
    return this.#board;
  }

  get wave(): TrainState['waves'][number] {
    return this.train.waves[this.train.currentWave ?? 0];
  }

  /** Manual steps that wait for a person, and steps that have failed. */
  get steps() {
    return [...this.products.values()].flatMap(({ id: product, activations }) =>
      activations.flatMap(({ wave, steps }) =>
        steps
          .filter(
            ({ kind, status }) =>
              status === 'failed' ||
              (kind === 'manual' && status === 'running'),
          )
          .map(step => ({ product, wave, step })),
      ),
    );
  }

  /** Every criterion that is asked, with where it stands. */
  get cells() {
    return this.board.flatMap(({ gate, parts }) =>
      parts.flatMap(({ part, subjectDigest, cells }) =>
        cells.map(cell => ({ gate: gate.id, part, subjectDigest, cell })),
      ),
    );
  }
}
