import { parseArgs } from 'node:util';
import { NotFoundError } from '@backstage/errors';
import type { EventEnvelope } from '@backstage-orchestrator/plugin-orchestrator-common';
import { redactSecrets } from '../commands/redact';
import { readEvents } from '../archive';
import { upcastEvent } from '../store/upcast';
import { EXIT_OK, UsageError, type Command } from './Command';
import { requireTables } from './requireTables';

const USAGE = 'events <run> [--target <id>]';

/** Prints the log of a run. */
export const events: Command = {
  usage: USAGE,
  summary:
    'prints the log of a run, archived or not, or of one of its targets, a line per event',
  async run({ args, print, database }) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { target: { type: 'string' } },
    });
    const [runId, ...more] = positionals;
    if (runId === undefined || more.length > 0) {
      throw new UsageError(
        `found ${positionals.length} names of runs; accepted is ${USAGE}`,
      );
    }
    const client = await database();
    await requireTables(client);
    let count = 0;
    for await (const chunk of readEvents(client, runId)) {
      for (const stored of chunk.filter(
        ({ targetId }) =>
          values.target === undefined || targetId === values.target,
      )) {
        print(lineOf(upcastEvent(stored)));
        count += 1;
      }
    }
    if (count === 0) {
      throw new NotFoundError(
        `The log has no events of run ${runId}${
          values.target === undefined ? '' : ` and its target ${values.target}`
        }`,
      );
    }
    return EXIT_OK;
  },
};

/** What can be sorted and searched comes first; the data is JSON on the same line. */
function lineOf({
  position,
  occurredAt,
  targetId,
  version,
  type,
  actor,
  data,
}: EventEnvelope): string {
  const stream = `${targetId ?? 'run'}#${version}`;
  return [
    position,
    occurredAt,
    stream,
    type,
    actor.ref,
    redactSecrets(JSON.stringify(data)),
  ].join('  ');
}
