import { parseArgs } from 'node:util';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { EXIT_OK, UsageError, type Command } from './Command';

const USAGE = 'migrate up|down [--steps <n>] | status';

/** Brings the tables to another version. The portal migrates up by itself when it starts. */
export const migrate: Command = {
  usage: USAGE,
  summary:
    'changes the tables step by step; down needs a stopped portal, takes one step by default, and loses what is in the tables that it drops',
  async run({ args, print, database }) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { steps: { type: 'string' } },
    });
    const [direction, ...more] = positionals;
    if (!['up', 'down', 'status'].includes(direction) || more.length > 0) {
      throw new UsageError(
        `found "migrate ${positionals.join(' ')}"; accepted is ${USAGE}`,
      );
    }
    const steps =
      values.steps === undefined ? undefined : readSteps(values.steps);
    const client = await database();
    if (direction === 'up') {
      print(await move(client, 'up', steps ?? Infinity));
    } else if (direction === 'down') {
      print(await move(client, 'down', steps ?? 1));
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

function migrations(): Knex.MigratorConfig {
  return {
    directory: resolvePackagePath(
      '@backstage-orchestrator/plugin-orchestrator-backend',
      'migrations',
    ),
  };
}

async function move(
  database: Knex,
  direction: 'up' | 'down',
  steps: number,
): Promise<string> {
  let done = 0;
  for (; done < steps; done += 1) {
    const [, names]: [number, string[]] = await database.migrate[direction](
      migrations(),
    );
    if (names.length === 0) {
      break;
    }
  }
  return `${done} ${done === 1 ? 'migration' : 'migrations'} ${direction}`;
}

async function statusOf(database: Knex): Promise<string[]> {
  const [done, pending]: [{ name: string }[], { file: string }[]] =
    await database.migrate.list(migrations());
  return [
    ...done.map(({ name }) => `done     ${name}`),
    ...pending.map(({ file }) => `pending  ${file}`),
  ];
}
