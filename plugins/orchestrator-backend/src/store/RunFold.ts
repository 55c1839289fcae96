import {
  evolveRun,
  evolveTarget,
  runStream,
  targetStream,
  type EventEnvelope,
  type RunEvent,
  type RunState,
  type TargetEvent,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { upcastEvent } from './upcast';

/** The states of one run and of its targets, from nothing but its events, as far as they have come. */
export class RunFold {
  readonly targets = new Map<string, TargetState>();
  #run: RunState | undefined;
  #events = 0;
  #position = 0;

  constructor(readonly runId: string) {}

  /** Number of events so far. */
  get events(): number {
    return this.#events;
  }

  /** Position of the newest event; 0 before the first one. */
  get position(): number {
    return this.#position;
  }

  /** @throws Error where no event of the run itself has come yet */
  get run(): RunState {
    if (!this.#run) {
      throw new Error(`The log has no events of run ${this.runId} itself`);
    }
    return this.#run;
  }

  /**
   * Takes the next event, of whatever version.
   *
   * @throws Error where it is of another run, comes at the wrong place of its stream, or is of no known type
   */
  apply(stored: EventEnvelope): void {
    const event = upcastEvent(stored);
    const { runId, targetId, version, occurredAt, position } = event;
    const stream =
      targetId === undefined
        ? runStream(this.runId)
        : targetStream(this.runId, targetId);
    if (runId !== this.runId || event.stream !== stream) {
      throw new Error(
        `An event of the stream ${event.stream} of run ${runId} is among those of ${stream}`,
      );
    }
    const before =
      targetId === undefined ? this.#run : this.targets.get(targetId);
    const next = (before?.version ?? 0) + 1;
    if (version !== next) {
      throw new Error(
        `The stream ${stream} has a gap: found version ${version}, accepted is ${next}`,
      );
    }
    const place = { runId, version, occurredAt };
    if (targetId === undefined) {
      this.#run = evolveRun(this.#run, eventOf<RunEvent>(event), place);
    } else {
      this.targets.set(
        targetId,
        evolveTarget(
          this.targets.get(targetId),
          eventOf<TargetEvent>(event),
          place,
        ),
      );
    }
    this.#events += 1;
    this.#position = position;
  }
}

/** What was written is what a decision has returned; the folds refuse types that they don't know. */
function eventOf<TEvent extends RunEvent | TargetEvent>({
  type,
  data,
}: EventEnvelope): TEvent {
  return { type, data } as TEvent;
}
