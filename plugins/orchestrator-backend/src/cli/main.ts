/*
 * The operator's commands on the data of the portal: `npm run orchestrator -- <command>`. Runs in the folder with the
 * app-config files.
 */
import { parseArgs } from 'node:util';
import { PortalDatabase } from './PortalDatabase';
import { runCommand } from './runCommand';

async function main(argv: string[]): Promise<number> {
  const { config, rest } = splitConfig(argv);
  const portal = new PortalDatabase({ rootDir: process.cwd(), argv: config });
  try {
    return await runCommand(rest, {
      print: line => process.stdout.write(`${line}\n`),
      printError: line => process.stderr.write(`${line}\n`),
      database: () => portal.open(),
    });
  } finally {
    await portal.close();
  }
}

/** Sets `--config` apart, which every command takes, as the backend does. */
function splitConfig(argv: string[]): { config: string[]; rest: string[] } {
  const { tokens } = parseArgs({
    args: argv,
    strict: false,
    tokens: true,
    options: { config: { type: 'string', multiple: true } },
  });
  const config: string[] = [];
  const taken = new Set<number>();
  for (const token of tokens) {
    if (
      token.kind === 'option' &&
      token.name === 'config' &&
      token.value !== undefined
    ) {
      config.push('--config', token.value);
      taken.add(token.index);
      if (!token.inlineValue) {
        taken.add(token.index + 1);
      }
    }
  }
  return { config, rest: argv.filter((_, index) => !taken.has(index)) };
}

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code;
  },
  error => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exitCode = 1;
  },
);
