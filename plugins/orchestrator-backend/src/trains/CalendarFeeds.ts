import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  aboard,
  orchestratorRunReadPermission,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { trainCalendarFeed } from '../calendarFeed';
import { isoNow, type Clock } from '../clock';
import { applyRunFilter, type RunReadFilter } from '../permissions';

const TOKEN_BYTES = 32;

/** What a feed is of: one train, one product, or all that its maker owns a part of. */
export interface FeedScope {
  trainId?: string;
  entityRef?: string;
}

/** A feed, as its maker sees it. */
export interface CalendarFeed extends FeedScope {
  id: string;
  createdAt: string;
}

interface FeedRow {
  id: string;
  token_digest: string;
  created_by: string;
  created_at: string;
  run_id: string | null;
  entity_ref: string | null;
  claims: string;
  /** {@link RunReadFilter} as JSON; null shows nothing. */
  reads: string | null;
}

/** Who makes a feed. */
export interface FeedMaker {
  ref: string;
  ownershipRefs: string[];
  /** What they may see. It is kept with the feed: a calendar can't be asked who it is. */
  reads: RunReadFilter;
}

/**
 * Calendars that people subscribe to. A calendar can't sign in, so its address is the key: whoever has it sees the dates
 * of the trains in it that its maker was allowed to see, and nothing else of them.
 */
export class CalendarFeeds {
  readonly #database: Knex;
  readonly #clock: Clock;
  readonly #portalUrl: string;

  /** @param options - `portalUrl`: where the pages are, for links */
  constructor(options: { database: Knex; clock: Clock; portalUrl: string }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#portalUrl = options.portalUrl;
  }

  /**
   * @returns the feed with the secret of its address, which is not shown again
   * @throws NotAllowedError for who may see no run at all
   */
  async create(
    scope: FeedScope,
    maker: FeedMaker,
  ): Promise<CalendarFeed & { token: string }> {
    if (maker.reads === 'none') {
      throw new NotAllowedError(
        `You may not do this: the permission ${orchestratorRunReadPermission.name} is missing`,
      );
    }
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const row: FeedRow = {
      id: randomUUID(),
      token_digest: digestOf(token),
      created_by: maker.ref,
      created_at: isoNow(this.#clock),
      run_id: scope.trainId ?? null,
      entity_ref: scope.entityRef ?? null,
      claims: JSON.stringify(maker.ownershipRefs),
      reads: JSON.stringify(maker.reads),
    };
    await this.#database<FeedRow>('calendar_feeds').insert(row);
    return { ...toFeed(row), token };
  }

  async list(maker: string): Promise<CalendarFeed[]> {
    const rows = await this.#database<FeedRow>('calendar_feeds')
      .where({ created_by: maker })
      .orderBy('created_at');
    return rows.map(toFeed);
  }

  /** @throws NotFoundError for a feed that isn't there or is somebody else's */
  async delete(id: string, maker: string): Promise<void> {
    const deleted = await this.#database<FeedRow>('calendar_feeds')
      .where({ id, created_by: maker })
      .delete();
    if (deleted === 0) {
      throw new NotFoundError(`You have no calendar feed ${id}`);
    }
  }

  /** @returns the calendar as text; undefined where no feed has that address */
  async render(token: string): Promise<string | undefined> {
    const row = await this.#database<FeedRow>('calendar_feeds')
      .where({ token_digest: digestOf(token) })
      .first();
    if (!row) {
      return undefined;
    }
    const trains = await this.#trainsOf(row);
    return trainCalendarFeed(
      trains.map(train => ({
        id: train.id,
        manifest: train.manifest,
        plan: train.plan,
        url: `${this.#portalUrl}/orchestrator/trains/${train.id}`,
        updatedAt: train.updatedAt,
        cancelled: train.phase === 'cancelled',
        aboard: aboard(train),
      })),
      { name: nameOf(row, trains) },
    );
  }

  async #trainsOf(row: FeedRow): Promise<TrainState[]> {
    const claims: string[] = JSON.parse(row.claims);
    const reads: RunReadFilter =
      row.reads === null ? 'none' : JSON.parse(row.reads);
    const query = this.#database('runs')
      .where({ kind: 'Train' })
      .modify(builder => applyRunFilter(builder, reads))
      .orderBy('departure')
      .select('state');
    if (row.run_id !== null) {
      query.andWhere({ id: row.run_id });
    } else if (row.entity_ref !== null) {
      query.whereIn(
        'id',
        this.#database('train_products')
          .where({ entity_ref: row.entity_ref })
          .select('run_id'),
      );
    } else {
      query.andWhere(where =>
        where
          .whereIn('owner', claims)
          .orWhereIn('created_by', claims)
          .orWhereIn(
            'id',
            this.#database('train_products')
              .whereIn('owner', claims)
              .select('run_id'),
          ),
      );
    }
    const rows: { state: string }[] = await query;
    return rows.map(({ state }) => JSON.parse(state));
  }
}

function nameOf(row: FeedRow, trains: TrainState[]): string {
  if (row.run_id !== null) {
    return trains[0]?.title ?? row.run_id;
  }
  return row.entity_ref === null
    ? 'My release trains'
    : `Release trains of ${row.entity_ref}`;
}

function toFeed(row: FeedRow): CalendarFeed {
  return {
    id: row.id,
    createdAt: row.created_at,
    ...(row.run_id !== null && { trainId: row.run_id }),
    ...(row.entity_ref !== null && { entityRef: row.entity_ref }),
  };
}

function digestOf(token: string): string {
  return `sha256:${createHash('sha256').update(token).digest('hex')}`;
}
