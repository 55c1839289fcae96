import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  decideFlag,
  evolveFlag,
  flagStream,
  type Decision,
  type FlagCommand,
  type FlagEvent,
  type FlagEventRecord,
  type FlagState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';
import { escapeLike } from '../queries/escapeLike';
import { decodeCursor, pageOf, type Page } from '../queries/page';
import { inTransaction } from '../runs/inTransaction';
import {
  flagColumns,
  lockCounter,
  raiseCounter,
  readCounter,
  type FlagEventRow,
  type FlagRow,
} from './flagRows';
import type {
  FlagChanges,
  FlagFilter,
  FlagRequest,
  FlagStore,
} from './FlagStore';

/** Version that events of flags are written with. */
export const FLAG_EVENT_SCHEMA_VERSION = 1;

/**
 * Flags in the plugin's database.
 *
 * @remarks
 * Every change takes the row of the counter first and holds it until its commit, so that whoever has read the counter
 * has seen every change up to it. Nothing here waits for the queue, for workers or for a run.
 */
export class DatabaseFlagStore implements FlagStore {
  readonly #database: Knex;
  readonly #clock: Clock;
  readonly #listeners: ((flag: FlagState) => void)[] = [];

  constructor({ database, clock }: { database: Knex; clock: Clock }) {
    this.#database = database;
    this.#clock = clock;
  }

  onCommitted(listener: (flag: FlagState) => void): void {
    this.#listeners.push(listener);
  }

  async command(
    key: string,
    command: FlagCommand,
    request: FlagRequest,
  ): Promise<FlagState> {
    const flag = await inTransaction(this.#database, trx =>
      this.#commandWithin(trx, key, command, request),
    );
    this.#listeners.forEach(listener => listener(flag));
    return flag;
  }

  async #commandWithin(
    trx: Knex.Transaction,
    key: string,
    command: FlagCommand,
    request: FlagRequest,
  ): Promise<FlagState> {
    const counter = await lockCounter(trx);
    const state = await readFlag(trx, key);
    if (!state && command.type !== 'create') {
      throw noSuchFlag(key);
    }
    const now = isoNow(this.#clock);
    const events = accepted(decideFlag(state, command, { now }));
    const next = fold(state, events, now);
    if (events.length > 0) {
      await appendEvents(trx, next, events, { ...request, now });
      await writeFlag(trx, next, counter + 1);
      await raiseCounter(trx, counter + 1);
    }
    return next;
  }

  async get(key: string): Promise<FlagState> {
    const flag = await readFlag(this.#database, key);
    if (!flag) {
      throw noSuchFlag(key);
    }
    return flag;
  }

  async list(
    filter: FlagFilter,
    paging: { cursor?: string; limit: number },
  ): Promise<Page<FlagState>> {
    const after = decodeCursor(paging.cursor, 1);
    const matching = (): Knex.QueryBuilder =>
      this.#database('flags').modify(query => applyFilter(query, filter));
    const rows: FlagRow[] = await matching()
      .modify(query => {
        if (after) {
          query.where('key', '>', after[0]);
        }
      })
      .orderBy('key')
      .limit(paging.limit + 1)
      .select('key', 'state');
    return pageOf(
      rows,
      paging.limit,
      await countOf(matching()),
      row => JSON.parse(row.state),
      row => [row.key],
    );
  }

  async events(
    key: string,
    paging: { cursor?: string; limit: number },
  ): Promise<Page<FlagEventRecord>> {
    const before = decodeCursor(paging.cursor, 1);
    const matching = (): Knex.QueryBuilder =>
      this.#database('flag_events').where('flag_key', key);
    const rows: FlagEventRow[] = await matching()
      .modify(query => {
        if (before) {
          query.where('version', '<', before[0]);
        }
      })
      .orderBy('version', 'desc')
      .limit(paging.limit + 1)
      .select('*');
    return pageOf(
      rows,
      paging.limit,
      await countOf(matching()),
      toRecord,
      row => [row.version],
    );
  }

  async changes(since: number): Promise<FlagChanges> {
    const counter = await readCounter(this.#database);
    if (counter === since) {
      return { counter, flags: [] };
    }
    const rows = await this.#database<FlagRow>('flags')
      .where('change', '>', since)
      .select('state');
    return { counter, flags: rows.map(({ state }) => JSON.parse(state)) };
  }
}

async function readFlag(
  database: Knex,
  key: string,
): Promise<FlagState | undefined> {
  const row = await database<FlagRow>('flags').where({ key }).first('state');
  return row && JSON.parse(row.state);
}

function fold(
  state: FlagState | undefined,
  events: FlagEvent[],
  occurredAt: string,
): FlagState {
  let current = state;
  for (const event of events) {
    const version = (current?.version ?? 0) + 1;
    current = evolveFlag(current, event, { version, occurredAt });
  }
  return current as FlagState;
}

async function appendEvents(
  trx: Knex.Transaction,
  flag: FlagState,
  events: FlagEvent[],
  cause: FlagRequest & { now: string },
): Promise<void> {
  const first = flag.version - events.length + 1;
  await trx('flag_events').insert(
    events.map((event, index) => ({
      stream: flagStream(flag.key),
      version: first + index,
      flag_key: flag.key,
      type: event.type,
      schema_version: FLAG_EVENT_SCHEMA_VERSION,
      data: JSON.stringify(event.data),
      actor: JSON.stringify(cause.actor),
      request_id: cause.requestId,
      causation_id: null,
      occurred_at: cause.now,
      links: JSON.stringify(event.links ?? []),
    })),
  );
}

async function writeFlag(
  trx: Knex.Transaction,
  flag: FlagState,
  change: number,
): Promise<void> {
  const columns = { ...flagColumns(flag), change };
  await trx('flags')
    .insert({ key: flag.key, ...columns })
    .onConflict('key')
    .merge(columns);
}

function applyFilter(
  query: Knex.QueryBuilder,
  { status = ['active', 'killed'], q, entity }: FlagFilter,
): void {
  query.whereIn('status', status);
  if (entity !== undefined) {
    query.andWhere('entity_ref', entity.toLocaleLowerCase('en-US'));
  }
  if (q !== undefined && q !== '') {
    const pattern = `%${escapeLike(q.toLowerCase())}%`;
    query.andWhere(where =>
      where
        .whereRaw("lower(title) like ? escape '\\'", [pattern])
        .orWhereRaw("lower(key) like ? escape '\\'", [pattern]),
    );
  }
}

async function countOf(query: Knex.QueryBuilder): Promise<number> {
  const row: { total: number | string } | undefined = await query
    .count({ total: '*' })
    .first();
  return Number(row?.total ?? 0);
}

function toRecord(row: FlagEventRow): FlagEventRecord {
  return {
    position: Number(row.position),
    version: row.version,
    type: row.type,
    data: JSON.parse(row.data),
    actor: JSON.parse(row.actor),
    requestId: row.request_id,
    ...(row.causation_id !== null && { causationId: row.causation_id }),
    occurredAt: row.occurred_at,
  };
}

function accepted(decision: Decision<FlagEvent>): FlagEvent[] {
  const { events, rejection } = decision;
  if (!rejection) {
    return events;
  }
  throw rejection.code === 'invalid'
    ? new InputError(rejection.message)
    : new ConflictError(rejection.message);
}

function noSuchFlag(key: string): NotFoundError {
  return new NotFoundError(`There is no flag ${key}`);
}
