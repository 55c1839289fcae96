import { parseArgs } from 'node:util';
import {
  rebuildReadTables,
  type Difference,
  type RebuildProgress,
} from '../store/rebuild';
import { rebuildFlags } from '../flags/rebuildFlags';
import { EXIT_FINDINGS, EXIT_OK, type Command } from './Command';
import { requireOwnTables } from './requireTables';

/** Longer values are cut: what differs is nearly always at hand by then. */
const SHOWN_VALUE = 200;

/** Folds the event log and compares, or mends, the read tables. May run while the portal does. */
export const rebuild: Command = {
  usage: 'rebuild [--verify] [--after <run>] [<run> …]',
  summary:
    'makes the read tables from the events again, of all runs or of those that are named, while the portal goes on; --verify only compares, and fails where they differ; --after <run> goes on where an earlier one has stopped',
  async run({ args, print, database }) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        verify: { type: 'boolean', default: false },
        after: { type: 'string' },
      },
    });
    const client = await database();
    await requireOwnTables(client);
    // Flags belong to no run.
    const flags =
      positionals.length > 0
        ? undefined
        : await rebuildFlags(client, { write: !values.verify });
    flags?.differences.flatMap(describeDifference).forEach(print);
    const { runs, events, rows, differences } = await rebuildReadTables(
      client,
      {
        write: !values.verify,
        after: values.after,
        runs: positionals.length > 0 ? positionals : undefined,
        onProgress: progress => {
          progress.differences.flatMap(describeDifference).forEach(print);
          print(progressOf(progress));
        },
      },
    );
    differences
      .filter(({ expected, table }) => table === 'runs' && !expected)
      .flatMap(describeDifference)
      .forEach(print);
    const different = differences.length + (flags?.differences.length ?? 0);
    print(
      `${runs} runs, ${events + (flags?.events ?? 0)} events, ${
        rows + (flags?.rows ?? 0)
      } rows compared: ${verdict(different, values.verify)}`,
    );
    return values.verify && different > 0 ? EXIT_FINDINGS : EXIT_OK;
  },
};

/** Names the run, so that `--after` can go on from it. */
function progressOf({
  run,
  runs,
  runId,
  events,
  differences,
}: RebuildProgress): string {
  return `${run}/${runs} ${runId}: ${events} events, ${
    differences.length === 0 ? 'no' : differences.length
  } differences`;
}

function verdict(differences: number, verify: boolean): string {
  if (differences === 0) {
    return 'no differences';
  }
  const found = `${differences} ${
    differences === 1 ? 'row differs' : 'rows differ'
  }`;
  return verify ? `${found}; "rebuild" mends them` : `${found}, mended`;
}

/** A heading for the row, and a line for each column that differs. */
function describeDifference({
  table,
  key,
  expected,
  found,
}: Difference): string[] {
  if (!expected) {
    return [`${table} ${key}: the events know no such row`];
  }
  if (!found) {
    return [`${table} ${key}: the row is missing`];
  }
  const wanted = Object.entries(expected).map(([column, value]) => ({
    column,
    value: textOf(value),
    present: textOf((found as Record<string, unknown>)[column]),
  }));
  return [
    `${table} ${key}:`,
    ...wanted
      .filter(({ value, present }) => value !== present)
      .map(
        ({ column, value, present }) =>
          `  ${column}: found ${shorten(present)}, by the events ${shorten(
            value,
          )}`,
      ),
  ];
}

/** As the databases spell it: PostgreSQL has big integers as text, SQLite has booleans as numbers. */
function textOf(value: unknown): string {
  return typeof value === 'boolean'
    ? String(Number(value))
    : String(value ?? 'nothing');
}

function shorten(text: string): string {
  return text.length > SHOWN_VALUE ? `${text.slice(0, SHOWN_VALUE)}…` : text;
}
