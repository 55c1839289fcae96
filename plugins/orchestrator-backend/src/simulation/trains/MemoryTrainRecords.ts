import type {
  GateState,
  ProductState,
  TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { TrainRecords, Watch } from '../../trains/TrainRecords';
import { MemoryRunRecords } from '../MemoryRunRecords';
import { targetKey, type MemoryTables } from '../MemoryTables';
import type { MemoryWorkQueue } from '../MemoryWorkQueue';

/** The records of one transaction on trains in memory; streams, timers and work are kept as those of sweeps are. */
export class MemoryTrainRecords
  extends MemoryRunRecords
  implements TrainRecords
{
  readonly #tables: MemoryTables;

  constructor(tables: MemoryTables, queue: MemoryWorkQueue, now: () => string) {
    super(tables, queue, now);
    this.#tables = tables;
  }

  async loadTrain(id: string): Promise<TrainState | undefined> {
    return this.#tables.trains.get(id);
  }

  async plannedFor(
    name: string,
    departure: string,
  ): Promise<string | undefined> {
    return [...this.#tables.trains.values()].find(
      train =>
        train.name === name &&
        train.plan.departure === departure &&
        train.phase !== 'cancelled',
    )?.id;
  }

  async loadProducts(runId: string): Promise<ProductState[]> {
    return productsOf(this.#tables, runId);
  }

  async loadGates(runId: string): Promise<GateState[]> {
    return ofRun(this.#tables.gates.values(), runId);
  }

  async saveTrain(state: TrainState): Promise<void> {
    this.#tables.trains.set(state.id, state);
  }

  async saveProducts(states: ProductState[]): Promise<void> {
    for (const state of states) {
      this.#tables.products.set(targetKey(state.runId, state.id), state);
    }
  }

  async saveGates(states: GateState[]): Promise<void> {
    for (const state of states) {
      this.#tables.gates.set(targetKey(state.runId, state.id), state);
    }
  }

  async loadWatches(runId: string): Promise<Watch[]> {
    return [...this.#tables.watches.values()].filter(
      watch => watch.runId === runId,
    );
  }

  async saveWatch(watch: Watch): Promise<void> {
    this.#tables.watches.set(targetKey(watch.runId, watch.subject), watch);
  }

  async deleteWatch(runId: string, subject: string): Promise<void> {
    this.#tables.watches.delete(targetKey(runId, subject));
  }
}

/** Products of a train, in the order of their ids. */
export function productsOf(
  { products }: MemoryTables,
  runId: string,
): ProductState[] {
  return ofRun(products.values(), runId);
}

function ofRun<TRow extends { runId: string; id: string }>(
  rows: Iterable<TRow>,
  runId: string,
): TRow[] {
  return [...rows]
    .filter(row => row.runId === runId)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
