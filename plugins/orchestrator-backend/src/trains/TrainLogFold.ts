import {
  gateStream,
  productStream,
  runStream,
  TrainFold,
  trainStreamOf,
  type EventEnvelope,
  type GateEvent,
  type ProductEvent,
  type TrainEvent,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { upcastEvent } from '../store/upcast';

/** The states of the streams of one train, from nothing but its events in the log, as far as they have come. */
export class TrainLogFold {
  readonly parts: TrainFold;
  #events = 0;
  #position = 0;

  constructor(readonly runId: string) {
    this.parts = new TrainFold(runId);
  }

  /** Number of events so far. */
  get events(): number {
    return this.#events;
  }

  /** Position of the newest event; 0 before the first one. */
  get position(): number {
    return this.#position;
  }

  /**
   * Takes the next event, of whatever version.
   *
   * @throws Error where it is of another run, comes at the wrong place of its stream, or is of no known type
   */
  apply(stored: EventEnvelope): void {
    const event = upcastEvent(stored);
    const { stream, version, runId, targetId } = event;
    const { kind, id } = trainStreamOf(stream);
    const own = {
      train: runStream(this.runId),
      product: productStream(this.runId, id),
      gate: gateStream(this.runId, id),
    }[kind];
    if (runId !== this.runId || stream !== own || targetId !== undefined) {
      throw new Error(
        `An event of the stream ${stream} of run ${runId} is among those of ${own}`,
      );
    }
    const next = this.parts.versionOf(kind, id) + 1;
    if (version !== next) {
      throw new Error(
        `The stream ${stream} has a gap: found version ${version}, accepted is ${next}`,
      );
    }
    this.parts.apply(
      kind,
      id,
      // What was written is what a decision has returned; the folds refuse types that they don't know.
      { type: event.type, data: event.data } as
        | TrainEvent
        | ProductEvent
        | GateEvent,
      event.occurredAt,
    );
    this.#events += 1;
    this.#position = event.position;
  }
}
