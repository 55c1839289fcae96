import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { NotFoundError } from '@backstage/errors';
import {
  MANIFEST_KINDS,
  parseManifest,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { EXIT_FINDINGS, EXIT_OK, UsageError, type Command } from './Command';

const USAGE = 'validate <manifest.yaml> …';

/** Checks manifests without a portal; nothing is looked up in the catalog. */
export const validate: Command = {
  usage: USAGE,
  summary:
    'checks manifests and prints every mistake as file:line:column: message',
  async run({ args, print }) {
    const { positionals } = parseArgs({ args, allowPositionals: true });
    if (positionals.length === 0) {
      throw new UsageError(`found no file; accepted is ${USAGE}`);
    }
    let mistakes = 0;
    for (const file of positionals) {
      const parsed = parseManifest(await read(file), {
        kinds: MANIFEST_KINDS,
      });
      if ('issues' in parsed) {
        // The place comes first, as editors know it from compilers; once is enough.
        parsed.issues.forEach(({ line = 1, column = 1, message }) =>
          print(
            `${file}:${line}:${column}: ${message.replace(
              ` (line ${line}, column ${column})`,
              '',
            )}`,
          ),
        );
        mistakes += parsed.issues.length;
      } else {
        print(
          `${file}: ${parsed.manifest.kind} ${parsed.manifest.metadata.name} is fine`,
        );
      }
    }
    return mistakes > 0 ? EXIT_FINDINGS : EXIT_OK;
  },
};

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new NotFoundError(
      `${file} can't be read: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}
