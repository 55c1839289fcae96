import { ConflictError, InputError } from '@backstage/errors';
import {
  runStream,
  type EventEnvelope,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';
import { inTransaction } from '../runs/inTransaction';
import type { Request } from '../runs/RunService';
import type { ArtifactStore } from '../store/ArtifactStore';
import { EVENT_SCHEMA_VERSION } from '../store/EventLog';
import { insertRows } from '../store/readTables';
import type { ArchivedRunRow } from '../store/rows';
import { importHolder } from './deleteArtifacts';
import type { RunFileLimits } from './limits';
import { openHistory } from './openHistory';
import { packRun, type PackedRun } from './packRun';
import { readRunFile, refuse, type RunFileEntry } from './readRunFile';
import type { RunFileHeader } from './runFile';
import type { RunHistory } from './RunHistory';

/** Events of one step. */
const CHUNK = 500;

/** What an import works with. */
export interface ImportTools {
  database: Knex;
  artifacts: ArtifactStore;
  clock: Clock;
  limits?: RunFileLimits;
}

/** What came of an import. */
export interface ImportedRun {
  runId: string;
  kind: RunHistory['kind'];
  events: number;
  /** Number of targets, or of products. */
  members: number;
  artifacts: number;
}

/** A file that is being read. */
class FileReading {
  readonly #tools: ImportTools;
  readonly #request: Request;
  readonly #events: EventEnvelope[] = [];
  #header: RunFileHeader | undefined;
  #history: RunHistory | undefined;
  #checked = false;
  #artifacts = 0;
  /** Has the artifacts until the run is there. */
  readonly #holder: string;

  constructor(tools: ImportTools, request: Request) {
    this.#tools = tools;
    this.#request = request;
    this.#holder = importHolder(isoNow(tools.clock));
  }

  async take(entry: RunFileEntry): Promise<void> {
    switch (entry.kind) {
      case 'header':
        await refuseExisting(this.#tools.database, entry.header.runId);
        this.#header = entry.header;
        break;
      case 'event':
        this.#takeEvent(entry.line, entry.event);
        break;
      case 'samples':
        this.#checkRun(entry.line).takeSamples(entry.line, entry.samples);
        break;
      case 'artifact':
        this.#checkRun(entry.line);
        await this.#tools.artifacts.keep(
          this.#holder,
          entry.artifact.content,
          entry.artifact.mediaType,
        );
        this.#artifacts += 1;
        break;
      default:
        this.#checkRun(entry.line);
    }
  }

  #takeEvent(line: number, event: EventEnvelope): void {
    this.#history ??= openHistory(this.#runId, event);
    const history = this.#history;
    if (event.position <= history.position) {
      throw refuse(
        line,
        `position ${event.position}`,
        `one above ${history.position}, as events are in the order of the log`,
      );
    }
    try {
      history.apply(event);
    } catch (error) {
      throw new InputError(
        `Line ${line}: ${error instanceof Error ? error.message : error}`,
      );
    }
    this.#events.push(event);
  }

  /** What can only be said of the run as a whole; once, when its last event has come. */
  #checkRun(line: number): RunHistory {
    const history = this.#history;
    if (!history) {
      throw refuse(line, 'no event before', 'the events of one run');
    }
    if (!this.#checked) {
      history.check(line);
      this.#checked = true;
    }
    return history;
  }

  /** Makes it a run that everybody sees. */
  async commit(): Promise<ImportedRun> {
    const history = this.#history;
    if (!history) {
      throw new Error('No event of the file has come');
    }
    const { runId, kind } = history;
    const { database, clock } = this.#tools;
    const now = isoNow(clock);
    const imported = this.#importedEvent(history, now);
    history.apply(imported);
    const packed = await packRun(
      runId,
      chunks([...this.#events, imported]),
      now,
    );
    await inTransaction(database, async trx => {
      await refuseExisting(trx, runId);
      await writeHistory(trx, history, packed, now);
      await trx('run_artifacts')
        .where('run_id', this.#holder)
        .update({ run_id: runId });
    });
    const { events, members } = history;
    return { runId, kind, events, members, artifacts: this.#artifacts };
  }

  #importedEvent(history: RunHistory, at: string): EventEnvelope {
    const { actor, requestId } = this.#request;
    return {
      position: history.position + 1,
      stream: runStream(history.runId),
      version: history.version + 1,
      runId: history.runId,
      type: history.importedType,
      data: { by: actor.ref, exportedAt: this.#header?.exportedAt ?? at },
      schemaVersion: EVENT_SCHEMA_VERSION,
      actor,
      requestId,
      occurredAt: at,
      links: [],
    };
  }

  /** The reader gives the header first, or throws. */
  get #runId(): string {
    if (!this.#header) {
      throw new Error('The header of the file has not come');
    }
    return this.#header.runId;
  }
}

/**
 * Takes a run in from a file that nobody vouches for: all of it, or nothing.
 *
 * @remarks
 * It comes in as an archived run, with the event `run.imported` at its end: its changes, branches and people belong
 * to the portal that it is from, so it can be read and never be gone on with. Artifacts are written as they come, for
 * a name that is no run's; the last transaction gives them to the run. Where that is not reached, nobody sees them,
 * and `deleteArtifacts` takes them out a day later.
 * @throws InputError with the number of the line; ConflictError where there is such a run already
 */
export async function importRun(
  tools: ImportTools,
  file: AsyncIterable<Uint8Array>,
  request: Request,
): Promise<ImportedRun> {
  const reading = new FileReading(tools, request);
  // The reader throws where the end of the file does not come.
  for await (const entry of readRunFile(file, tools.limits)) {
    await reading.take(entry);
  }
  return reading.commit();
}

/** @throws ConflictError */
async function refuseExisting(database: Knex, runId: string): Promise<void> {
  const existing = await database('runs').where({ id: runId }).first('id');
  if (existing) {
    throw new ConflictError(
      `There is a run ${runId} already: a run is imported once, and never over another one`,
    );
  }
}

async function writeHistory(
  trx: Knex.Transaction,
  history: RunHistory,
  packed: PackedRun,
  at: string,
): Promise<void> {
  for (const { table, rows } of [...history.kept(), history.samples()]) {
    await insertRows(trx, table, rows);
  }
  const row: Omit<ArchivedRunRow, 'artifacts_deleted_at'> = {
    run_id: history.runId,
    phase: 'archived',
    archived_at: at,
    ...packed,
  };
  await trx('archived_runs').insert(row);
}

async function* chunks(
  events: EventEnvelope[],
): AsyncGenerator<EventEnvelope[]> {
  for (let start = 0; start < events.length; start += CHUNK) {
    yield events.slice(start, start + CHUNK);
  }
}
