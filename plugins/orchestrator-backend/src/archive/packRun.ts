import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { EventEnvelope } from '@backstage-orchestrator/plugin-orchestrator-common';
import { EVENT_SCHEMA_VERSION } from '../store/EventLog';
import { writeRunFile } from './runFile';

const unpack = promisify(gunzip);

/** Events of one step. */
const CHUNK = 500;
const LINE_FEED = 0x0a;

/** The events of a run, packed: a run file without artifacts. */
export interface PackedRun {
  content: Buffer;
  digest: string;
  events: number;
}

/** Packs events; `events` come in the order of the log, as they were written. */
export async function packRun(
  runId: string,
  events: AsyncIterable<EventEnvelope[]>,
  at: string,
): Promise<PackedRun> {
  const pieces: Buffer[] = [];
  const counted = { events: 0 };
  async function* counting() {
    for await (const chunk of events) {
      counted.events += chunk.length;
      yield chunk;
    }
  }
  for await (const piece of writeRunFile({
    header: { runId, exportedAt: at, eventSchemaVersion: EVENT_SCHEMA_VERSION },
    events: counting(),
  })) {
    pieces.push(piece);
  }
  const content = Buffer.concat(pieces);
  return { content, digest: digestOf(content), events: counted.events };
}

/**
 * The events that were packed, as they were written.
 *
 * @param content - our own, of the digest that it had: what a file of somebody else is checked for is not checked here
 */
export async function* unpackRun(
  content: Buffer,
): AsyncGenerator<EventEnvelope[]> {
  const lines = await unpack(content);
  let events: EventEnvelope[] = [];
  let from = 0;
  for (
    let end = lines.indexOf(LINE_FEED);
    end >= 0;
    end = lines.indexOf(LINE_FEED, from)
  ) {
    const { event }: { event?: EventEnvelope } = JSON.parse(
      lines.toString('utf8', from, end),
    );
    events.push(...(event ? [event] : []));
    if (events.length === CHUNK) {
      yield events;
      events = [];
    }
    from = end + 1;
  }
  yield events;
}

export function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
