import type {
  EventEnvelope,
  RunState,
  TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { targetRow } from '../store/projections';
import type { RunFold } from '../store/RunFold';
import type { ArchivedRunRow } from '../store/rows';
import { upcastEvent } from '../store/upcast';
import { foldPacked } from './openHistory';
import { digestOf } from './packRun';
import { SweepHistory } from './SweepHistory';

/** Histories that are kept unpacked: somebody who looks at one asks for many parts of it, one after the other. */
const KEPT = 2;

/** What of an archived sweep is not in the tables any more. */
export interface ArchivedSweep {
  run: RunState;
  /** In the order of the rollout. */
  targets: TargetState[];
}

/** What of an archived run is not in the tables any more, from its packed events. */
export interface ArchivedRun {
  /** In the order of the log, brought up to the shape of today. */
  events: EventEnvelope[];
  /** Absent for a train: all but its events is in the tables. */
  sweep?: ArchivedSweep;
}

/** Reads runs whose rows are not in the tables any more. */
export class ArchivedRuns {
  readonly #database: Knex;
  readonly #unpacked = new Map<string, Promise<ArchivedRun>>();

  constructor(database: Knex) {
    this.#database = database;
  }

  /** @returns undefined for a run that is not archived */
  async find(runId: string): Promise<ArchivedRun | undefined> {
    const row = await packedRuns(this.#database, runId).first('digest');
    if (!row?.digest) {
      return undefined;
    }
    const known = this.#unpacked.get(row.digest);
    const history = known ?? this.#unpack(runId);
    // The newest is last, and the first goes.
    this.#unpacked.delete(row.digest);
    this.#unpacked.set(row.digest, history);
    for (const digest of this.#unpacked.keys()) {
      if (this.#unpacked.size > KEPT) {
        this.#unpacked.delete(digest);
      }
    }
    return history.catch(error => {
      this.#unpacked.delete(row.digest ?? '');
      throw error;
    });
  }

  async #unpack(runId: string): Promise<ArchivedRun> {
    const content = await readContent(this.#database, runId);
    const events: EventEnvelope[] = [];
    const history = await foldPacked(runId, content, async stored => {
      events.push(...stored.map(event => upcastEvent(event)));
    });
    return history instanceof SweepHistory
      ? { events, sweep: inOrder(history.fold) }
      : { events };
  }
}

function inOrder(fold: RunFold): ArchivedSweep {
  const placed = [...fold.targets.values()].map(target => ({
    target,
    place: Number(targetRow(target).sort_key),
  }));
  placed.sort(
    (a, b) => a.place - b.place || (a.target.id < b.target.id ? -1 : 1),
  );
  return { run: fold.run, targets: placed.map(({ target }) => target) };
}

/** A query for the row of a run whose content is whole. */
export function packedRuns(database: Knex, runId: string) {
  return database<ArchivedRunRow>('archived_runs')
    .where('run_id', runId)
    .whereNot('phase', 'sealed');
}

/**
 * The packed events of a run.
 *
 * @throws Error where there are none, or they are damaged
 */
export async function readContent(
  database: Knex,
  runId: string,
): Promise<Buffer> {
  const row = await packedRuns(database, runId).first('content', 'digest');
  if (!row?.content) {
    throw new Error(`Run ${runId} is not archived`);
  }
  if (digestOf(row.content) !== row.digest) {
    throw new Error(
      `The archive of run ${runId} is damaged: its content does not have the digest ${row.digest}; take archived_runs out of a backup`,
    );
  }
  return row.content;
}
