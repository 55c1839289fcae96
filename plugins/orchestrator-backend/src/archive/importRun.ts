import { ConflictError, InputError } from '@backstage/errors';
import {
  historyObstacle,
  runStream,
  type EventEnvelope,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';
import { inTransaction } from '../runs/inTransaction';
import type { Request } from '../runs/RunService';
import type { ArtifactStore } from '../store/ArtifactStore';
import { EVENT_SCHEMA_VERSION } from '../store/EventLog';
import { projections, WHOLE_RUN } from '../store/projections';
import { countRows, historyRows } from '../store/readTables';
import { countsOf } from '../store/reads';
import { RunFold } from '../store/RunFold';
import type { ArchivedRunRow } from '../store/rows';
import { checkImported } from './checkImported';
import { importHolder } from './deleteArtifacts';
import type { RunFileLimits } from './limits';
import { packRun, writeArchivedTargets, type PackedRun } from './packRun';
import { readRunFile, refuse, type RunFileEntry } from './readRunFile';
import type { RunFileHeader } from './runFile';

/** Rows of one statement. */
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
  events: number;
  targets: number;
  artifacts: number;
}

/** A file that is being read. */
class FileReading {
  readonly #tools: ImportTools;
  readonly #request: Request;
  readonly #events: EventEnvelope[] = [];
  #header: RunFileHeader | undefined;
  #fold: RunFold | undefined;
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
        this.#fold = new RunFold(entry.header.runId);
        break;
      case 'event':
        this.#takeEvent(entry.line, entry.event);
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
    const fold = this.#started;
    if (event.position <= fold.position) {
      throw refuse(
        line,
        `position ${event.position}`,
        `one above ${fold.position}, as events are in the order of the log`,
      );
    }
    try {
      fold.apply(event);
    } catch (error) {
      throw new InputError(
        `Line ${line}: ${error instanceof Error ? error.message : error}`,
      );
    }
    this.#events.push(event);
  }

  /** What can only be said of the run as a whole; once, when its last event has come. */
  #checkRun(line: number): void {
    if (this.#checked) {
      return;
    }
    const fold = this.#started;
    if (fold.events === 0) {
      throw refuse(line, 'no event before', 'the events of one run');
    }
    checkImported(fold, line);
    const { run } = fold;
    const obstacle = historyObstacle(
      run,
      countsOf(countRows(run.id, fold.targets.values()), WHOLE_RUN),
    );
    if (obstacle !== undefined) {
      throw new InputError(`Line ${line}: ${obstacle}`);
    }
    this.#checked = true;
  }

  /** Makes it a run that everybody sees. */
  async commit(): Promise<ImportedRun> {
    const fold = this.#started;
    const { database, clock } = this.#tools;
    const now = isoNow(clock);
    const imported = this.#importedEvent(now);
    fold.apply(imported);
    const packed = await packRun(
      fold.runId,
      chunks([...this.#events, imported]),
      now,
    );
    await inTransaction(database, async trx => {
      await refuseExisting(trx, fold.runId);
      await writeHistory(trx, fold, packed, now);
      await trx('run_artifacts')
        .where('run_id', this.#holder)
        .update({ run_id: fold.runId });
    });
    return {
      runId: fold.runId,
      events: fold.events,
      targets: fold.targets.size,
      artifacts: this.#artifacts,
    };
  }

  #importedEvent(at: string): EventEnvelope {
    const fold = this.#started;
    const { actor, requestId } = this.#request;
    return {
      position: fold.position + 1,
      stream: runStream(fold.runId),
      version: fold.run.version + 1,
      runId: fold.runId,
      type: 'run.imported',
      data: { by: actor.ref, exportedAt: this.#header?.exportedAt ?? at },
      schemaVersion: EVENT_SCHEMA_VERSION,
      actor,
      requestId,
      occurredAt: at,
      links: [],
    };
  }

  /** The reader gives the header first, or throws. */
  get #started(): RunFold {
    if (!this.#fold) {
      throw new Error('The header of the file has not come');
    }
    return this.#fold;
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
  fold: RunFold,
  packed: PackedRun,
  at: string,
): Promise<void> {
  await projections.writeRun(trx, fold.run, true);
  const { target_counts } = historyRows(fold.run, fold.targets.values());
  if (target_counts.length > 0) {
    await trx('target_counts').insert(target_counts);
  }
  await writeArchivedTargets(trx, fold);
  const row: Omit<ArchivedRunRow, 'artifacts_deleted_at'> = {
    run_id: fold.runId,
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
