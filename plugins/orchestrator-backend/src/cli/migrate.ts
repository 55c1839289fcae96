import { parseArgs } from 'node:util';
import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import { withMigrationLock } from '../store/migrationLock';
import { migratorConfig, newerMigrations } from '../store/migrations';
import { EXIT_OK, UsageError, type Command } from './Command';

const USAGE = 'migrate up|down [--steps <n>] | unlock | status';

/** Brings the tables to another version. The portal migrates up by itself when it starts. */
export const migrate: Command = {
  usage: USAGE,
  summary:
    'changes the tables step by step; down needs a stopped portal, takes one step by default, and loses what is in the tables that it drops; unlock frees the lock that a migration by another program has left',
  async run({ args, print, database }) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { steps: { type: 'string' } },
    });
    const [action, ...more] = positionals;
    if (
      !['up', 'down', 'unlock', 'status'].includes(action) ||
      more.length > 0
    ) {
      throw new UsageError(
        `found "migrate ${positionals.join(' ')}"; accepted is ${USAGE}`,
      );
    }
    const steps =
      values.steps === undefined ? undefined : readSteps(values.steps);
    const client = await database();
    const alone = <T>(work: (trx: Knex.Transaction) => Promise<T>) =>
      withMigrationLock(client, { logger: { info: print } }, work);
    if (action === 'up') {
      print(await alone(trx => move(trx, 'up', steps ?? Infinity)));
    } else if (action === 'down') {
      print(await alone(trx => down(trx, steps ?? 1)));
    } else if (action === 'unlock') {
      await alone(trx => trx.migrate.forceFreeMigrationsLock(migratorConfig()));
      print('The lock of the migrations is free');
    }
    (await statusOf(client)).forEach(print);
    return EXIT_OK;
  },
};

function readSteps(text: string): number {
  const steps = Number(text);
  if (!Number.isInteger(steps) || steps < 1) {
    throw new UsageError(
      `--steps: found "${text}"; accepted is a whole number from 1`,
    );
  }
  return steps;
}

/** Newest first: what a newer release has made stands on what this one has made. */
async function down(database: Knex, steps: number): Promise<string> {
  const newer = await newerMigrations(database);
  if (newer.length > 0) {
    throw new ConflictError(
      `The newest migration of the database, ${newer.at(
        -1,
      )}, is of a newer release, which alone can take it down: run "migrate down" of that release first`,
    );
  }
  return move(database, 'down', steps);
}

async function move(
  database: Knex,
  direction: 'up' | 'down',
  steps: number,
): Promise<string> {
  let done = 0;
  for (; done < steps; done += 1) {
    const [, names]: [number, string[]] = await database.migrate[direction](
      migratorConfig(),
    );
    if (names.length === 0) {
      break;
    }
  }
  return `${done} ${done === 1 ? 'migration' : 'migrations'} ${direction}`;
}

async function statusOf(database: Knex): Promise<string[]> {
  const [done, pending]: [{ name: string }[], { file: string }[]] =
    await database.migrate.list(migratorConfig());
  const newer = new Set(await newerMigrations(database));
  return [
    ...done.map(
      ({ name }) => `${newer.has(name) ? 'newer   ' : 'done    '} ${name}`,
    ),
    ...pending.map(({ file }) => `pending  ${file}`),
  ];
}
