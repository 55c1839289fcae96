import {
  calendarUntil,
  ENDED_PHASES,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { chunks } from '../chunks';
import type { RunVisibility } from '../queries/RunQueries';

/** States of trains that are read at once. */
const READ_TOGETHER = 50;

interface CalendarRow {
  id: string;
  name: string;
  version: number | string;
  status: TrainState['phase'];
}

/** What is remembered of a train that has ended: its state is large, and does not change any more. */
interface EndedTrain {
  version: number;
  until: string;
  imported: boolean;
}

/** Reads the trains that a calendar shows. */
export class CalendarQueries {
  readonly #database: Knex;
  readonly #ended = new Map<string, EndedTrain>();

  constructor(database: Knex) {
    this.#database = database;
  }

  /**
   * Trains that may have something in a calendar from then on, as far as the caller may see them, with the last one of
   * each name, whose schedule says when the next one departs. Those that were called off have nothing in it.
   *
   * @param from - ISO 8601
   */
  async trains(visible: RunVisibility, from: string): Promise<TrainState[]> {
    const rows: CalendarRow[] = await this.#database('runs')
      .where({ kind: 'Train' })
      .whereNot('status', 'cancelled')
      .modify(visible)
      .orderBy([{ column: 'departure', order: 'desc' }, { column: 'id' }])
      .select('id', 'name', 'version', 'status');
    const read = new Map<string, TrainState>();
    for await (const train of this.#states(
      rows.filter(row => !this.#known(row)).map(({ id }) => id),
    )) {
      if (train.finishedAt === undefined || calendarUntil(train) >= from) {
        read.set(train.id, train);
      }
    }
    const named = new Set<string>();
    const shown = rows.filter(row => {
      const ended = this.#known(row);
      const imported =
        ended?.imported ?? read.get(row.id)?.importedAt !== undefined;
      const isLast = !imported && !named.has(row.name);
      if (isLast) {
        named.add(row.name);
      }
      return isLast || !ended || ended.until >= from;
    });
    for await (const train of this.#states(
      shown.map(({ id }) => id).filter(id => !read.has(id)),
    )) {
      read.set(train.id, train);
    }
    return shown.flatMap(({ id }) => read.get(id) ?? []).reverse();
  }

  #known({ id, version, status }: CalendarRow): EndedTrain | undefined {
    const ended = this.#ended.get(id);
    return ENDED_PHASES.includes(status) && ended?.version === Number(version)
      ? ended
      : undefined;
  }

  /** Reads states, and remembers what has to be known of those that have ended. */
  async *#states(ids: string[]): AsyncGenerator<TrainState> {
    for (const some of chunks(ids, READ_TOGETHER)) {
      const rows: { state: string }[] = await this.#database('runs')
        .whereIn('id', some)
        .select('state');
      for (const { state } of rows) {
        const train: TrainState = JSON.parse(state);
        if (ENDED_PHASES.includes(train.phase)) {
          this.#ended.set(train.id, {
            version: train.version,
            until: calendarUntil(train),
            imported: train.importedAt !== undefined,
          });
        }
        yield train;
      }
    }
  }
}
