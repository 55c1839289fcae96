import type {
  TargetCounts,
  TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { CountChanges, UNBATCHED, WHOLE_RUN } from '../store/projections';
import { countsOf } from '../store/reads';
import type { TargetCountRow } from '../store/rows';
import type { RunRecords } from './RunRecords';

/** Numbers of targets by status that decisions look at. */
export interface DecisionCounts {
  /** Of the whole run. */
  counts: TargetCounts;
  /** Of those without a batch. */
  unbatched: TargetCounts;
  /** Of the batch under way. */
  batch: TargetCounts;
}

/** The counts of a run within a transaction: read once, then kept up with what the transaction does. */
export class RunCounts {
  readonly #records: RunRecords;
  readonly #runId: string;
  readonly #before = new Map<number, TargetCountRow[]>();
  readonly #changes: CountChanges;

  /** @param isNew - there is nothing to be read */
  constructor(records: RunRecords, runId: string, isNew: boolean) {
    this.#records = records;
    this.#runId = runId;
    this.#changes = new CountChanges(runId);
    if (isNew) {
      this.#before.set(WHOLE_RUN, []);
      this.#before.set(UNBATCHED, []);
    }
  }

  /** Notes a step of one target; `before` is absent for a new one. */
  note(before: TargetState | undefined, after: TargetState): void {
    this.#changes.note(before, after);
  }

  /** As they are now. */
  async read(currentBatch: number | undefined): Promise<DecisionCounts> {
    const wanted = [
      WHOLE_RUN,
      UNBATCHED,
      ...(currentBatch === undefined ? [] : [currentBatch]),
    ];
    const missing = wanted.filter(batch => !this.#before.has(batch));
    if (missing.length > 0) {
      const rows = await this.#records.loadCounts(this.#runId, missing);
      for (const batch of missing) {
        this.#before.set(
          batch,
          rows.filter(row => row.batch === batch),
        );
      }
    }
    return {
      counts: this.#now(WHOLE_RUN),
      unbatched: this.#now(UNBATCHED),
      batch: currentBatch === undefined ? {} : this.#now(currentBatch),
    };
  }

  /** Adds the changes to what is kept. */
  async write(): Promise<void> {
    await this.#records.addCounts(this.#changes.rows());
  }

  #now(batch: number): TargetCounts {
    const changes = this.#changes.rows().filter(row => row.batch === batch);
    const statuses = new Map<string, number>();
    for (const row of [...(this.#before.get(batch) ?? []), ...changes]) {
      statuses.set(row.status, (statuses.get(row.status) ?? 0) + row.count);
    }
    return countsOf(
      [...statuses].map(([status, count]) => ({
        run_id: this.#runId,
        batch,
        status,
        count,
      })),
      batch,
    );
  }
}
