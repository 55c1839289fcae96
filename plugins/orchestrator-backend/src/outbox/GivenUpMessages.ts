import type { GivenUpMessage } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';
import { chunks } from '../chunks';
import { NOTICE_TOPIC } from './deliverNotices';

/** More than anybody can look through; how many there are is told all the same. */
const MOST_LISTED = 200;
/** Each is a bound variable, of which a statement has so many at most. */
const IDS_PER_STATEMENT = 500;
/** Then nobody has wanted to send it again. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1_000;

/** Which of the messages that were given up: some of them, or all of a topic. */
export interface GivenUpChoice {
  ids?: string[];
  topic?: string;
}

interface GivenUpRow {
  id: number | string;
  topic: string;
  run_id: string;
  run_kind: 'Sweep' | 'Train' | null;
  payload: string;
  attempts: number;
  created_at: string;
  given_up_at: string;
}

/** Messages of the outbox that were given up: what becomes of them is for a person to say. */
export class GivenUpMessages {
  readonly #database: Knex;
  readonly #clock: Clock;
  readonly #onSendAgain: () => void;

  constructor(options: {
    database: Knex;
    clock: Clock;
    /** They may be told at once. */
    onSendAgain?: () => void;
  }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#onSendAgain = options.onSendAgain ?? (() => {});
  }

  /** The last ones to be given up come first. */
  async list(): Promise<{ items: GivenUpMessage[]; totalItems: number }> {
    const [row]: { total: number | string }[] = await this.#givenUp().count({
      total: '*',
    });
    const rows: GivenUpRow[] = await this.#givenUp()
      .leftJoin('runs', 'runs.id', 'outbox.run_id')
      .orderBy([
        { column: 'outbox.given_up_at', order: 'desc' },
        { column: 'outbox.id', order: 'desc' },
      ])
      .limit(MOST_LISTED)
      .select('outbox.*', 'runs.kind as run_kind');
    const types = await this.#typesOf(rows);
    return {
      items: rows.map(one => toMessage(one, types)),
      totalItems: Number(row.total),
    };
  }

  /**
   * Puts them back, as if they had been written now.
   *
   * @returns how many there were: somebody else may have seen to some of them meanwhile
   */
  async sendAgain(choice: GivenUpChoice): Promise<number> {
    const now = isoNow(this.#clock);
    const count = await this.#each(choice, rows =>
      rows.update({
        given_up_at: null,
        attempts: 0,
        available_at: now,
        // It is given up by its age.
        created_at: now,
      }),
    );
    this.#onSendAgain();
    return count;
  }

  /** @returns how many there were */
  async drop(choice: GivenUpChoice): Promise<number> {
    return this.#each(choice, rows => rows.delete());
  }

  /** Forgets what was given up long ago. */
  async forget(): Promise<number> {
    const before = new Date(this.#clock.now().getTime() - KEPT_MS);
    return this.#givenUp()
      .andWhere('outbox.given_up_at', '<', before.toISOString())
      .delete();
  }

  async #each(
    choice: GivenUpChoice,
    change: (rows: Knex.QueryBuilder) => PromiseLike<number>,
  ): Promise<number> {
    const { topic, ids: all = [] } = choice;
    if (topic !== undefined) {
      return change(this.#givenUp().andWhere({ topic }));
    }
    let count = 0;
    for (const ids of chunks(all, IDS_PER_STATEMENT)) {
      count += await change(this.#givenUp().whereIn('id', ids));
    }
    return count;
  }

  #givenUp(): Knex.QueryBuilder {
    return this.#database('outbox').whereNotNull('outbox.given_up_at');
  }

  /** Types of the events that webhooks were not told of, by their position in the log. */
  async #typesOf(rows: GivenUpRow[]): Promise<ReadonlyMap<number, string>> {
    const positions = rows.flatMap(({ payload }) => {
      const { position } = JSON.parse(payload) as JsonObject;
      return typeof position === 'number' ? [position] : [];
    });
    const events: { position: number | string; type: string }[] =
      positions.length === 0
        ? []
        : await this.#database('events')
            .whereIn('position', positions)
            .select('position', 'type');
    return new Map(
      events.map(({ position, type }) => [Number(position), type]),
    );
  }
}

function toMessage(
  row: GivenUpRow,
  types: ReadonlyMap<number, string>,
): GivenUpMessage {
  const { position, title } = JSON.parse(row.payload) as JsonObject;
  const event = typeof position === 'number' ? position : undefined;
  return {
    id: String(row.id),
    topic: row.topic,
    runId: row.run_id,
    runKind: row.run_kind ?? undefined,
    ...(event !== undefined && { position: event, type: types.get(event) }),
    ...(row.topic === NOTICE_TOPIC && typeof title === 'string' && { title }),
    attempts: row.attempts,
    writtenAt: row.created_at,
    givenUpAt: row.given_up_at,
  };
}
