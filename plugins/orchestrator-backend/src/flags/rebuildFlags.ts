import { isDeepStrictEqual } from 'node:util';
import {
  evolveFlag,
  type FlagEvent,
  type FlagState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { inTransaction } from '../runs/inTransaction';
import type { Difference } from '../store/readTables';
import { checkReadable } from '../store/upcast';
import {
  flagColumns,
  lockCounter,
  raiseCounter,
  type FlagEventRow,
  type FlagRow,
} from './flagRows';

/** What a rebuild of flags has seen. */
export interface FlagRebuildReport {
  events: number;
  rows: number;
  differences: Difference[];
}

/**
 * Folds the events of all flags and compares the read table with what comes of it.
 *
 * @param options - `write`: also replace what differs; replicas hear of it as of any change
 */
export function rebuildFlags(
  database: Knex,
  options: { write: boolean },
): Promise<FlagRebuildReport> {
  // No command comes in between: all of them take the counter first.
  return inTransaction(database, async trx => {
    const counter = await lockCounter(trx);
    const { states, events } = await foldFlags(trx);
    const found = new Map(
      (await trx<FlagRow>('flags').select('*')).map(row => [row.key, row]),
    );
    const keys = [...new Set([...states.keys(), ...found.keys()])].sort();
    const differences = keys.flatMap(key =>
      differenceOf(key, states.get(key), found.get(key)),
    );
    if (options.write && differences.length > 0) {
      for (const { key } of differences) {
        await replace(trx, key, states.get(key), counter + 1);
      }
      await raiseCounter(trx, counter + 1);
    }
    return { events, rows: keys.length, differences };
  });
}

async function foldFlags(
  trx: Knex.Transaction,
): Promise<{ states: Map<string, FlagState>; events: number }> {
  const rows = await trx<FlagEventRow>('flag_events').orderBy('position');
  const states = new Map<string, FlagState>();
  for (const row of rows) {
    checkReadable({ ...row, schemaVersion: row.schema_version });
    const event = { type: row.type, data: JSON.parse(row.data) } as FlagEvent;
    states.set(
      row.flag_key,
      evolveFlag(states.get(row.flag_key), event, {
        version: row.version,
        occurredAt: row.occurred_at,
      }),
    );
  }
  return { states, events: rows.length };
}

function differenceOf(
  key: string,
  state: FlagState | undefined,
  found: FlagRow | undefined,
): Difference[] {
  const expected = state && flagColumns(state);
  const isSame =
    expected !== undefined &&
    found !== undefined &&
    Object.entries(expected).every(([column, value]) =>
      column === 'state'
        ? isDeepStrictEqual(JSON.parse(found.state), state)
        : spelled(found[column as keyof FlagRow]) === spelled(value),
    );
  return isSame ? [] : [{ table: 'flags', key, expected, found } as Difference];
}

/** SQLite has booleans as numbers. */
function spelled(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value;
}

async function replace(
  trx: Knex.Transaction,
  key: string,
  state: FlagState | undefined,
  change: number,
): Promise<void> {
  await trx('flags').where({ key }).delete();
  if (state) {
    await trx('flags').insert({ key, ...flagColumns(state), change });
  }
}
