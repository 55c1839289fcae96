import type {
  GateState,
  ProductState,
  RunState,
  TargetState,
  TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Timer } from '../runs/timers';
import type { EventCause } from '../store/EventLog';
import type { TargetCountRow } from '../store/rows';
import type { Watch } from '../trains/TrainRecords';
import type { WorkItem } from '../work/WorkTransport';
import { Journal, JournaledMap } from './JournaledMap';

/** An event as the memory keeps it. */
export interface MemoryEvent {
  position: number;
  stream: string;
  version: number;
  runId: string;
  targetId?: string;
  type: string;
  data: unknown;
  cause: EventCause;
}

/** Events to be told to whoever listens. */
export interface OutboxRow {
  id: string;
  runId: string;
  first: number;
  last: number;
}

/** An item of work in the queue. */
export interface QueueRow {
  item: WorkItem;
  state: 'ready' | 'running';
  /** ISO 8601, as the other times. */
  runAt: string;
  attempt: number;
  deaths: number;
  claimedBy?: string;
  leaseUntil?: string;
  enqueuedAt: string;
}

/** The tables of the plugin's database, in memory. */
export class MemoryTables {
  readonly journal = new Journal();
  readonly runs = this.#table<RunState>();
  /** By run and id, see `targetKey`. */
  readonly targets = this.#table<TargetState>();
  readonly counts = this.#table<TargetCountRow>();
  readonly trains = this.#table<TrainState>();
  /** Of trains, by run and id, as the next two; see `targetKey`. */
  readonly products = this.#table<ProductState>();
  readonly gates = this.#table<GateState>();
  readonly watches = this.#table<Watch>();
  readonly requestKeys = this.#table<string>();
  /** Length of each stream. */
  readonly streams = this.#table<number>();
  /** By position. */
  readonly events = this.#table<MemoryEvent>();
  readonly artifacts = this.#table<string>();
  readonly timers = this.#table<Timer>();
  readonly outbox = this.#table<OutboxRow>();
  readonly queue = this.#table<QueueRow>();
  /** Positions that were given out; like a sequence, they are not given back. */
  lastPosition = 0;

  #table<TRow>(): JournaledMap<TRow> {
    return new JournaledMap<TRow>(this.journal);
  }

  targetsOf(runId: string): TargetState[] {
    return [...this.targets.values()].filter(target => target.runId === runId);
  }
}

/** Key of a target in its table, or of a part of a train. */
export function targetKey(runId: string, id: string): string {
  return `${runId}|${id}`;
}
