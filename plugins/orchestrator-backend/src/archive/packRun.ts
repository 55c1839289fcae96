import { createHash } from 'node:crypto';
import type { EventEnvelope } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { EVENT_SCHEMA_VERSION } from '../store/EventLog';
import { RunFold } from '../store/RunFold';
import type { ArchivedTargetRow } from '../store/rows';
import { readRunFile } from './readRunFile';
import { writeRunFile } from './runFile';

/** Rows of one statement. */
const CHUNK = 500;

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

/** The events that were packed, as they were written. */
export async function* unpackRun(
  content: Buffer,
): AsyncGenerator<EventEnvelope> {
  for await (const entry of readRunFile(once(content))) {
    if (entry.kind === 'event') {
      yield entry.event;
    }
  }
}

/** The states that come of the packed events. */
export async function foldPacked(
  runId: string,
  content: Buffer,
): Promise<RunFold> {
  const fold = new RunFold(runId);
  for await (const event of unpackRun(content)) {
    fold.apply(event);
  }
  return fold;
}

export function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** What an archived run is found by, and who may see it. */
export function archivedTargetRows(fold: RunFold): ArchivedTargetRow[] {
  return [...fold.targets.values()].map(target => ({
    run_id: fold.runId,
    id: target.id,
    entity_ref: target.entityRef,
    owner: target.owner ?? null,
  }));
}

/** Writes what an archived run is found by, and leaves what is there already. */
export async function writeArchivedTargets(
  database: Knex,
  fold: RunFold,
): Promise<void> {
  const rows = archivedTargetRows(fold);
  for (let start = 0; start < rows.length; start += CHUNK) {
    await database('archived_targets')
      .insert(rows.slice(start, start + CHUNK))
      .onConflict(['run_id', 'id'])
      .ignore();
  }
}

async function* once(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}
