import type {
  GateState,
  ProductState,
  TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { RunRecords } from '../runs/RunRecords';

/** Something that is looked at again and again: the metrics of a wave, the evidence of a criterion. */
export interface Watch {
  runId: string;
  subject: string;
  /** The one item of work that may look; an older one is refused. */
  workId: string;
  /** Absent: it is done. */
  nextAt?: string;
  /** What was measured so far, see `watches.ts`. */
  records: unknown;
}

/** What one transaction on a train reads and writes: all of it is kept, or nothing. */
export interface TrainRecords
  extends Pick<
    RunRecords,
    | 'takeRequestKey'
    | 'append'
    | 'setTimer'
    | 'clearTimer'
    | 'announce'
    | 'enqueue'
    | 'settle'
    | 'saveArtifacts'
  > {
  /** Keeps other transactions off the train until this one ends. */
  loadTrain(id: string): Promise<TrainState | undefined>;
  /**
   * The train of a name that is planned for a departure and not cancelled, if there is one; nobody else can plan one of
   * that name until this transaction ends.
   */
  plannedFor(name: string, departure: string): Promise<string | undefined>;
  loadProducts(runId: string): Promise<ProductState[]>;
  loadGates(runId: string): Promise<GateState[]>;
  saveTrain(
    state: TrainState,
    options: { isNew: boolean; changeDigest?: string },
  ): Promise<void>;
  saveProducts(states: ProductState[]): Promise<void>;
  saveGates(states: GateState[]): Promise<void>;
  loadWatches(runId: string): Promise<Watch[]>;
  saveWatch(watch: Watch): Promise<void>;
  deleteWatch(runId: string, subject: string): Promise<void>;
}

/** Where trains are kept. */
export interface TrainDatabase {
  /**
   * @param onConflict - hears of each time that it is begun again because another transaction was in its way
   * @throws what `work` throws, after everything was undone
   */
  transaction<T>(
    work: (records: TrainRecords) => Promise<T>,
    onConflict?: () => void,
  ): Promise<T>;
  /** As it is now, for who only looks: nobody is kept off it. */
  readTrain(id: string): Promise<TrainState | undefined>;
  /** The same, of its products. */
  readProducts(runId: string): Promise<ProductState[]>;
}
