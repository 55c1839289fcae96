import type { FlagState } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { isSqlite } from '../store/openDatabase';
import { statusOf } from './FlagStore';

/** A flag as the read table has it. */
export interface FlagRow {
  key: string;
  version: number;
  change: number | string;
  status: string;
  title: string | null;
  entity_ref: string | null;
  killed: boolean | number;
  updated_at: string;
  state: string;
}

/** An event of a flag as it is kept. */
export interface FlagEventRow {
  position: number | string;
  stream: string;
  version: number;
  flag_key: string;
  type: string;
  schema_version: number;
  data: string;
  actor: string;
  request_id: string;
  causation_id: string | null;
  occurred_at: string;
  links: string;
}

const COUNTER = { id: 1 };

/** What of a flag stands in columns of the read table. */
export function flagColumns(flag: FlagState) {
  return {
    version: flag.version,
    status: statusOf(flag),
    title: flag.title ?? null,
    entity_ref: flag.entity?.toLocaleLowerCase('en-US') ?? null,
    killed: flag.killed !== undefined,
    updated_at: flag.updatedAt,
    state: JSON.stringify(flag),
  };
}

/** How many changes of flags there were. */
export async function readCounter(database: Knex): Promise<number> {
  const row = await database('flag_changes').where(COUNTER).first('counter');
  return Number(row?.counter ?? 0);
}

/** Keeps other changes of flags off until this transaction ends, and tells how many there were. */
export async function lockCounter(trx: Knex.Transaction): Promise<number> {
  const query = trx('flag_changes').where(COUNTER).first('counter');
  // SQLite has one writer at a time, and knows no row locks.
  const row = await (isSqlite(trx) ? query : query.forUpdate());
  return Number(row.counter);
}

/** Says that there was one more. */
export async function raiseCounter(
  trx: Knex.Transaction,
  counter: number,
): Promise<void> {
  await trx('flag_changes').where(COUNTER).update({ counter });
}
