import type { MemoryEvent, MemoryTables, OutboxRow } from '../MemoryTables';
import type { Report } from './Invariants';

/** Streams are gap-free, and others are told of every event. */
export class LogInvariants {
  readonly #tables: MemoryTables;
  readonly #report: Report;
  readonly #lengths = new Map<string, number>();
  /** Positions of events that nobody has been told of yet. */
  readonly #untold = new Set<number>();
  #lastPosition = 0;

  constructor(tables: MemoryTables, report: Report) {
    this.#tables = tables;
    this.#report = report;
  }

  get lastPosition(): number {
    return this.#lastPosition;
  }

  /** An event is where it belongs in its stream, and in the whole log. */
  checkPlace({ stream, version, position, type }: MemoryEvent): void {
    const length = this.#lengths.get(stream) ?? 0;
    if (version !== length + 1 || position <= this.#lastPosition) {
      this.#report(
        'gapFreeStreams',
        `${type} is version ${version} of ${stream}, after ${length}`,
      );
    }
    this.#lengths.set(stream, version);
    this.#lastPosition = position;
    this.#untold.add(position);
  }

  /** Events come with the messages that tell of them. */
  checkOutbox(events: MemoryEvent[]): void {
    const rows = [...this.#tables.outbox.values()];
    const untold = events.find(
      ({ position }) =>
        !rows.some(({ first, last }) => first <= position && position <= last),
    );
    if (untold) {
      this.#report(
        'everythingIsTold',
        `${untold.type} at ${untold.position} is not in the outbox`,
      );
    }
  }

  delivered({ first, last }: OutboxRow): void {
    for (let position = first; position <= last; position += 1) {
      this.#untold.delete(position);
    }
  }

  atEnd(): void {
    if (this.#untold.size > 0) {
      this.#report(
        'everythingIsTold',
        `Events ${[...this.#untold].slice(0, 5)} were never delivered`,
      );
    }
  }
}

/** A value as a database gives it back that keeps JSON. */
export function throughJson<T>(value: T): T {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}
