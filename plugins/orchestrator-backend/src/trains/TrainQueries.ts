import { NotFoundError } from '@backstage/errors';
import {
  ENDED_PHASES,
  TrainFold,
  trainOutline,
  type TrainFollowUp,
  type TrainOutline,
  type TrainParts,
  type TrainState,
  type TrainSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { LRUCache } from 'lru-cache';
import { chunks } from '../chunks';
import { escapeLike } from '../queries/escapeLike';
import { countedPage, decodeCursor, pageOf, type Page } from '../queries/page';
import type { RunVisibility } from '../queries/RunQueries';
import { withLabels } from '../queries/withLabels';
import { readGates, readProducts, readTrain } from './KnexTrainRecords';
import type { TrainGateRow, TrainWatchRow } from './rows';
import { toTrainSummary } from './present';
import type { Watch } from './TrainRecords';

/** What trains are asked for. */
export interface TrainFilter {
  phase?: string[];
  owner?: string[];
  /** Entity that is a product. */
  entity?: string;
  /** `key=value`, all of which it must have. */
  label?: string[];
  /** Owners, one of which the train or one of its products must have. */
  belongsTo?: string[];
  /** Whether it is in the archive. */
  archived?: boolean;
  q?: string;
  visible: RunVisibility;
}

/** An outline, and the version of the train that it is of. */
interface KeptOutline {
  version: number;
  phase: TrainState['phase'];
  outline: TrainOutline;
}

/** The versions of the streams of a train: its own, and the sums of those of its products and gates. */
interface StreamVersions {
  id: string;
  version: number;
  products: number | string | null;
  gates: number | string | null;
}

/** States of trains that are read at once. */
const READ_TOGETHER = 50;
/** Trains under way whose parts are kept in memory. */
const KEPT_TRAINS = 200;

interface ListedTrain {
  id: string;
  departure: string;
  ended: number;
  state: string;
}

/** Reads trains from the read tables. */
export class TrainQueries {
  readonly #database: Knex;
  #outlines = new Map<string, KeptOutline>();
  readonly #parts = new LRUCache<string, TrainFold>({ max: KEPT_TRAINS });

  constructor(database: Knex) {
    this.#database = database;
  }

  /** Trains that are under way, the next departure first; then those that ended, the newest first. */
  async list(
    filter: TrainFilter,
    paging: { cursor?: string; limit: number },
  ): Promise<Page<TrainSummary>> {
    const after = decodeCursor(paging.cursor, 3);
    const matching = this.#database('runs').modify(query =>
      this.#filter(query, filter),
    );
    const ended = this.#database.raw(
      `case when status in (${ENDED_PHASES.map(() => '?').join(
        ', ',
      )}) then 1 else 0 end`,
      [...ENDED_PHASES],
    );
    const listed = matching
      .clone()
      .select('id', 'departure', 'state', { ended })
      .as('listed');
    const { total, rows } = await countedPage<ListedTrain>(
      matching,
      this.#database
        .from(listed)
        .modify(query => {
          if (after) {
            query.andWhere(where => isBehind(where, after));
          }
        })
        .orderBy('ended')
        .orderByRaw('case when ended = 0 then departure end asc')
        .orderByRaw('case when ended = 0 then id end asc')
        .orderBy([
          { column: 'departure', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .limit(paging.limit + 1)
        .select('*'),
    );
    const gates = await this.#gatesOf(rows.map(({ id }) => id));
    return pageOf(
      rows,
      paging.limit,
      total,
      row => toTrainSummary(JSON.parse(row.state), gates.get(row.id) ?? []),
      row => [Number(row.ended), row.departure, row.id],
    );
  }

  /** @throws NotFoundError */
  async summary(id: string): Promise<TrainSummary> {
    const train = await readTrain(this.#database, id);
    if (!train) {
      throw new NotFoundError(`There is no train ${id}`);
    }
    return toTrainSummary(train, (await this.#gatesOf([id])).get(id) ?? []);
  }

  /**
   * A train with all of its streams.
   *
   * @throws NotFoundError
   */
  async parts(id: string): Promise<TrainFold> {
    return this.#database.transaction(async trx => {
      const row: { state: string } | undefined = await trx('runs')
        .where({ id, kind: 'Train' })
        .first('state');
      if (!row) {
        throw new NotFoundError(`There is no train ${id}`);
      }
      const fold = new TrainFold(id);
      fold.restore({
        train: JSON.parse(row.state),
        products: await readProducts(trx, id),
        gates: await readGates(trx, id),
      });
      return fold;
    });
  }

  /**
   * Every train that is under way, as far as the caller may see them, with all of their streams.
   *
   * @remarks Each look into an inbox asks for them all: what has not changed since is not read and judged again.
   * @param entityRef - only those of which it is a product
   */
  async underWay(
    visible: RunVisibility,
    entityRef?: string,
  ): Promise<TrainParts[]> {
    const rows: StreamVersions[] = await this.#underWay()
      .modify(visible)
      .modify(query => {
        if (entityRef !== undefined) {
          query.whereIn('id', this.#trainsOf(entityRef));
        }
      })
      .select(
        this.#versionsOf('train_products').as('products'),
        this.#versionsOf('train_gates').as('gates'),
      );
    return Promise.all(
      rows.map(async row => {
        const kept = this.#parts.get(row.id);
        if (kept && isOf(kept, row)) {
          return kept;
        }
        const parts = await this.parts(row.id);
        this.#parts.set(row.id, parts);
        return parts;
      }),
    );
  }

  /** Versions only grow: their sum tells whether one of the streams has. */
  #versionsOf(table: 'train_products' | 'train_gates'): Knex.QueryBuilder {
    return this.#database(table)
      .whereRaw('?? = ??', [`${table}.run_id`, 'runs.id'])
      .sum('version');
  }

  /** What is watched of the waves of a train: its measurements. */
  async waveWatches(id: string): Promise<Watch[]> {
    const rows: TrainWatchRow[] = await this.#database('train_watches')
      .where({ run_id: id })
      .andWhere('subject', 'like', 'wave/%')
      .orderBy('subject');
    return rows.map(row => ({
      runId: id,
      subject: row.subject,
      workId: row.work_id,
      nextAt: row.next_at ?? undefined,
      records: JSON.parse(row.records),
    }));
  }

  /**
   * All trains that are under way and may be in the way of another one; those that the caller may not see are marked.
   *
   * @remarks They are asked for with each look at a train: what has not changed since is not read again.
   */
  async outlines(visible: RunVisibility, now: string): Promise<TrainOutline[]> {
    const rows: { id: string; version: number }[] = await this.#underWay();
    const seen = new Set<string>(
      await this.#underWay().modify(visible).pluck('id'),
    );
    const known = new Map<string, KeptOutline>();
    for (const { id, version } of rows) {
      const kept = this.#outlines.get(id);
      if (kept?.version === Number(version)) {
        known.set(id, kept);
      }
    }
    const missing = rows.map(({ id }) => id).filter(id => !known.has(id));
    for (const ids of chunks(missing, READ_TOGETHER)) {
      const changed: { version: number; state: string }[] =
        await this.#database('runs')
          .whereIn('id', ids)
          .select('version', 'state');
      for (const { version, state } of changed) {
        const { id, phase, manifest, plan }: TrainState = JSON.parse(state);
        known.set(id, {
          version: Number(version),
          phase,
          outline: trainOutline(id, manifest, plan),
        });
      }
    }
    this.#outlines = known;
    return rows
      .flatMap(({ id }) => {
        const kept = known.get(id);
        return kept ? untilNow(kept, now) : [];
      })
      .map(outline =>
        seen.has(outline.id) ? outline : { ...outline, hidden: true },
      );
  }

  /**
   * What the last train of that name left to do, as far as the caller may see it; one that was imported leaves it to the
   * portal that it is from.
   */
  async openFollowUps(
    name: string,
    visible: RunVisibility,
  ): Promise<{
    train: TrainState | undefined;
    followUps: TrainFollowUp[];
  }> {
    const rows: { state: string }[] = await this.#database('runs')
      .where({ kind: 'Train', name })
      .whereIn('status', ENDED_PHASES)
      .modify(visible)
      .orderBy('departure', 'desc')
      .select('state');
    const train = rows
      .map((row): TrainState => JSON.parse(row.state))
      .find(({ importedAt }) => importedAt === undefined);
    return { train, followUps: train?.followUps ?? [] };
  }

  #underWay(): Knex.QueryBuilder {
    return this.#database('runs')
      .where({ kind: 'Train' })
      .whereNotIn('status', ENDED_PHASES)
      .orderBy('departure')
      .select('id', 'version');
  }

  /** The next train of the same name that is under way and departs later, as far as the caller may see it. */
  async heirOf(
    { name, plan }: Pick<TrainState, 'name' | 'plan'>,
    visible: RunVisibility,
  ): Promise<string | undefined> {
    const row: { id: string } | undefined = await this.#underWay()
      .where({ name })
      .andWhere('departure', '>', plan.departure)
      .modify(visible)
      .first('id');
    return row?.id;
  }

  async #gatesOf(ids: string[]): Promise<Map<string, TrainSummary['gates']>> {
    const rows: Pick<TrainGateRow, 'run_id' | 'state'>[] = await this.#database(
      'train_gates',
    )
      .whereIn('run_id', ids)
      .orderBy('opens_at')
      .select('run_id', 'state');
    const found = new Map<string, TrainSummary['gates']>();
    for (const { run_id, state } of rows) {
      const { id, title, before, status, opensAt } = JSON.parse(state);
      found.set(run_id, [
        ...(found.get(run_id) ?? []),
        { id, title, before, status, opensAt },
      ]);
    }
    return found;
  }

  #trainsOf(entityRef: string): Knex.QueryBuilder {
    return this.#database('train_products')
      .where({ entity_ref: entityRef })
      .select('run_id');
  }

  #filter(query: Knex.QueryBuilder, filter: TrainFilter): void {
    filter.visible(query);
    query.andWhere({ kind: 'Train' });
    if (filter.phase) {
      query.whereIn('status', filter.phase);
    }
    if (filter.owner) {
      query.whereIn('owner', filter.owner);
    }
    const { entity, belongsTo, q } = filter;
    if (entity !== undefined) {
      query.whereIn('id', this.#trainsOf(entity));
    }
    withLabels(this.#database, query, filter.label);
    if (belongsTo) {
      query.andWhere(where =>
        where
          .whereIn('owner', belongsTo)
          .orWhereIn('created_by', belongsTo)
          .orWhereIn(
            'id',
            this.#database('train_products')
              .whereIn('owner', belongsTo)
              .select('run_id'),
          ),
      );
    }
    if (filter.archived !== undefined) {
      const history = this.#database('archived_runs').select('run_id');
      query[filter.archived ? 'whereIn' : 'whereNotIn']('id', history);
    }
    if (q !== undefined && q !== '') {
      const pattern = `%${escapeLike(q.toLowerCase())}%`;
      query.andWhere(where =>
        where
          .whereRaw("lower(title) like ? escape '\\'", [pattern])
          .orWhereRaw("lower(name) like ? escape '\\'", [pattern]),
      );
    }
  }
}

/** The rows after one: departures rise among those under way, and fall among those that ended. */
function isBehind(
  where: Knex.QueryBuilder,
  [ended, departure, id]: (string | number)[],
): void {
  const later = ended === 0 ? '>' : '<';
  where.where(same =>
    same
      .where({ ended })
      .andWhere(place =>
        place
          .where('departure', later, departure)
          .orWhere(tie => tie.where({ departure }).andWhere('id', later, id)),
      ),
  );
  if (ended === 0) {
    where.orWhere('ended', 1);
  }
}

/** One that is late is on its way still; one that is to be closed has arrived. */
function untilNow({ phase, outline }: KeptOutline, now: string): TrainOutline {
  return phase !== 'closing' && outline.arrival < now
    ? { ...outline, arrival: now }
    : outline;
}

/** Whether parts are of these versions. */
function isOf(parts: TrainParts, row: StreamVersions): boolean {
  const sum = (states: ReadonlyMap<string, { version: number }>) =>
    [...states.values()].reduce((total, { version }) => total + version, 0);
  return (
    parts.train.version === Number(row.version) &&
    sum(parts.products) === Number(row.products ?? 0) &&
    sum(parts.gates) === Number(row.gates ?? 0)
  );
}
