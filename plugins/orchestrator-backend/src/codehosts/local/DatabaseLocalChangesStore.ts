import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import type { Knex } from 'knex';
import { isoNow, systemClock, type Clock } from '../../clock';
import {
  FIRST_REVISION,
  type LocalChangeEntry,
  type LocalChangeEntryKind,
  type LocalChangeRecord,
  type LocalChangesStore,
  type LocalChangeUpdate,
  type NewLocalChange,
  type NewLocalChangeEntry,
} from './LocalChangesStore';
import { repositorySlug } from './names';

const MAX_NUMBERING_ATTEMPTS = 50;

/**
 * In the column `state`, instead of the state that the change itself carries, until the orchestrator has been told:
 * so one index leads to all that a reconciliation has to look at.
 */
const UNTOLD = 'untold';

interface ChangeRow {
  id: string;
  repository: string;
  branch: string;
  base_branch: string;
  state: string;
  run_id: string | null;
  target_id: string | null;
  opened_at: string;
  updated_at: string;
  change: string;
}

interface EntryRow {
  id: number | string;
  change_id: string;
  kind: LocalChangeEntryKind;
  by: string;
  at: string;
  text: string | null;
}

/** Keeps the changes in the tables `local_changes` and `local_change_entries`. */
export class DatabaseLocalChangesStore implements LocalChangesStore {
  readonly #db: Knex;
  readonly #clock: Clock;

  constructor(options: { db: Knex; clock?: Clock }) {
    this.#db = options.db;
    this.#clock = options.clock ?? systemClock;
  }

  async get(id: string): Promise<LocalChangeRecord | undefined> {
    const row = await this.#db<ChangeRow>('local_changes')
      .where({ id })
      .first('change');
    return row && parse(row.change);
  }

  async findByBranch(
    repository: string,
    branch: string,
  ): Promise<LocalChangeRecord | undefined> {
    const row = await this.#db<ChangeRow>('local_changes')
      .where({ repository, branch })
      .orderBy('opened_at', 'desc')
      .first('change');
    return row && parse(row.change);
  }

  async create(
    change: NewLocalChange,
    entry: NewLocalChangeEntry,
  ): Promise<{ record: LocalChangeRecord; created: boolean }> {
    const { repository, branch } = change.change;
    for (let attempt = 0; attempt < MAX_NUMBERING_ATTEMPTS; attempt++) {
      // Counted before the branch is looked up: who inserts in between takes the number, and we start again.
      const number = (await this.#countOf(repository)) + 1;
      const existing = await this.findByBranch(repository, branch);
      if (existing) {
        return { record: existing, created: false };
      }
      const id = `${repositorySlug(repository)}-${number}`;
      const record: LocalChangeRecord = {
        ...change,
        revision: FIRST_REVISION,
        change: {
          ...change.change,
          id,
          url: `/orchestrator/changes/${encodeURIComponent(id)}`,
        },
      };
      if (await this.#insert(record, entry)) {
        return { record, created: true };
      }
    }
    throw new ServiceUnavailableError(
      `No number was free for a change of ${repository}, because many are being opened at once: try again`,
    );
  }

  async update(
    id: string,
    decide: (current: LocalChangeRecord) => LocalChangeUpdate | undefined,
  ): Promise<{ record: LocalChangeRecord; updated: boolean }> {
    return this.#db.transaction(async trx => {
      // The lock of the row on PostgreSQL; on SQLite, the one connection of the transaction does the same.
      const row = await trx<ChangeRow>('local_changes')
        .where({ id })
        .forUpdate()
        .first('change');
      if (!row) {
        throw new NotFoundError(`There is no change ${id}`);
      }
      const current = parse(row.change);
      const update = decide(current);
      if (!update) {
        return { record: current, updated: false };
      }
      const record = { ...update.record, revision: current.revision + 1 };
      await trx<ChangeRow>('local_changes')
        .where({ id })
        .update({
          state: stateColumn(record),
          updated_at: isoNow(this.#clock),
          change: JSON.stringify(record),
        });
      await this.#insertEntries(trx, id, update.entries ?? []);
      return { record, updated: true };
    });
  }

  async entries(id: string): Promise<LocalChangeEntry[]> {
    const rows = await this.#db<EntryRow>('local_change_entries')
      .where({ change_id: id })
      .orderBy('id');
    return rows.map(row => ({
      id: String(row.id),
      kind: row.kind,
      by: row.by,
      at: row.at,
      ...(row.text !== null && { text: row.text }),
    }));
  }

  async listUnsettled({
    after,
    limit,
  }: {
    after?: string;
    limit: number;
  }): Promise<LocalChangeRecord[]> {
    const query = this.#db<ChangeRow>('local_changes')
      .whereIn('state', ['draft', 'open', UNTOLD])
      .orderBy('id')
      .limit(limit)
      .select('change');
    const rows = await (after === undefined
      ? query
      : query.where('id', '>', after));
    return rows.map(row => parse(row.change));
  }

  async #countOf(repository: string): Promise<number> {
    const [{ count }] = await this.#db('local_changes')
      .where({ repository })
      .count({ count: '*' });
    return Number(count);
  }

  /** @returns false when the id was taken */
  async #insert(
    record: LocalChangeRecord,
    entry: NewLocalChangeEntry,
  ): Promise<boolean> {
    const { change } = record;
    return this.#db.transaction(async trx => {
      const inserted = await trx<ChangeRow>('local_changes')
        .insert({
          id: change.id,
          repository: change.repository,
          branch: change.branch,
          base_branch: change.baseBranch,
          state: stateColumn(record),
          run_id: record.runId ?? null,
          target_id: record.targetId ?? null,
          opened_at: change.openedAt,
          updated_at: isoNow(this.#clock),
          change: JSON.stringify(record),
        })
        .onConflict('id')
        .ignore()
        .returning('id');
      if (inserted.length === 0) {
        return false;
      }
      await this.#insertEntries(trx, change.id, [entry]);
      return true;
    });
  }

  async #insertEntries(
    trx: Knex.Transaction,
    id: string,
    entries: readonly NewLocalChangeEntry[],
  ): Promise<void> {
    for (const { kind, by, at, text } of entries) {
      await trx('local_change_entries').insert({
        change_id: id,
        kind,
        by,
        at,
        text: text ?? null,
      });
    }
  }
}

function stateColumn(record: LocalChangeRecord): string {
  return record.untold ? UNTOLD : record.change.state;
}

function parse(text: string): LocalChangeRecord {
  return JSON.parse(text);
}
