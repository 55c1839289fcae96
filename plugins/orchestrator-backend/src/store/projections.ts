import type {
  RunState,
  TargetState,
  TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { ApprovalRow, RunRow, TargetCountRow, TargetRow } from './rows';

/** Row of `target_counts` that stands for the whole run. */
export const WHOLE_RUN = -1;
/** Row of `target_counts` for the targets without a batch. */
export const UNBATCHED = -2;

const WRITE_CHUNK = 200;
/** Place of a batch in `sort_key`: no batch is larger. */
const BATCH_STRIDE = 10_000_000;
/** After every batch, and still exact as a JavaScript number. */
const NO_BATCH_SORT_KEY = 2 ** 52;

/** The row of `runs` that a state stands for. */
export function runRow(state: RunState): RunRow {
  return {
    id: state.id,
    version: state.version,
    kind: state.kind,
    status: state.status,
    outcome: state.outcome ?? null,
    change_digest: state.changeDigest,
    name: state.name,
    title: state.title,
    owner: state.owner,
    created_by: state.createdBy.ref,
    created_at: state.createdAt,
    updated_at: state.updatedAt,
    finished_at: state.finishedAt ?? null,
    departure: null,
    state: JSON.stringify(state),
  };
}

/** Where a target stands in the order of the rollout; those without a batch come last. */
export function sortKeyOf(place: {
  batch?: number;
  position?: number;
}): number {
  return place.batch === undefined
    ? NO_BATCH_SORT_KEY
    : place.batch * BATCH_STRIDE + (place.position ?? 0);
}

/** The row of `targets` that a state stands for. */
export function targetRow(state: TargetState): TargetRow {
  return {
    run_id: state.runId,
    id: state.id,
    version: state.version,
    status: state.status,
    batch: state.batch ?? null,
    position: state.position ?? null,
    sort_key: sortKeyOf(state),
    entity_ref: state.entityRef,
    title: state.title,
    owner: state.owner ?? null,
    repository: state.repository
      ? `${state.repository.host}:${state.repository.name}`
      : null,
    // The revert is what people act on once there is one.
    change_id: (state.revert ?? state.change)?.id ?? null,
    change_host: (state.revert ?? state.change)?.host ?? null,
    failure_code: state.failure?.code ?? null,
    patch_id: state.diff?.patchId ?? null,
    updated_at: state.updatedAt,
    state: JSON.stringify(state),
  };
}

/** Rows of `approvals` that a state stands for. */
export function approvalRows(state: RunState): ApprovalRow[] {
  return state.approvals.map(approval => ({
    run_id: state.id,
    id: approval.id,
    state: approval.state,
    opened_at: approval.openedAt,
    approvers: JSON.stringify(approval.approvers),
    self_approval: approval.selfApproval,
    created_by: state.createdBy.ref,
    started_by: state.startedBy ?? null,
  }));
}

/** Counts that change when a target goes from one state to the next. */
export class CountChanges {
  readonly #changes = new Map<string, TargetCountRow>();

  constructor(private readonly runId: string) {}

  /** Notes a step of one target; `before` is absent for a new one. */
  note(
    before: Pick<TargetState, 'status' | 'batch'> | undefined,
    after: Pick<TargetState, 'status' | 'batch'>,
  ): void {
    if (
      before &&
      before.status === after.status &&
      before.batch === after.batch
    ) {
      return;
    }
    if (before) {
      this.#add(before.status, before.batch, -1);
    }
    this.#add(after.status, after.batch, 1);
  }

  #add(status: TargetStatus, batch: number | undefined, by: number): void {
    for (const key of [WHOLE_RUN, batch ?? UNBATCHED]) {
      const name = `${key}/${status}`;
      const row = this.#changes.get(name) ?? {
        run_id: this.runId,
        batch: key,
        status,
        count: 0,
      };
      row.count += by;
      this.#changes.set(name, row);
    }
  }

  /** The change of a count so far. */
  get(batch: number, status: TargetStatus): number {
    return this.#changes.get(`${batch}/${status}`)?.count ?? 0;
  }

  rows(): TargetCountRow[] {
    return [...this.#changes.values()].filter(row => row.count !== 0);
  }
}

/** Writes the read tables; used by commands and by the rebuild alike. */
export const projections = {
  async writeRun(
    trx: Knex.Transaction,
    state: RunState,
    isNew: boolean,
  ): Promise<void> {
    const row = runRow(state);
    if (isNew) {
      await trx('runs').insert(row);
      const labels = Object.entries(state.labels).map(([key, value]) => ({
        run_id: state.id,
        key,
        value,
      }));
      if (labels.length > 0) {
        await trx('run_labels').insert(labels);
      }
      return;
    }
    const { id, ...columns } = row;
    await trx('runs').where({ id }).update(columns);
    const approvals = approvalRows(state);
    if (approvals.length > 0) {
      await trx('approvals')
        .insert(approvals)
        .onConflict(['run_id', 'id'])
        .merge();
    }
  },

  async writeTargets(
    trx: Knex.Transaction,
    states: TargetState[],
  ): Promise<void> {
    for (let start = 0; start < states.length; start += WRITE_CHUNK) {
      await trx('targets')
        .insert(states.slice(start, start + WRITE_CHUNK).map(targetRow))
        .onConflict(['run_id', 'id'])
        .merge();
    }
  },

  async writeCounts(
    trx: Knex.Transaction,
    rows: TargetCountRow[],
  ): Promise<void> {
    if (rows.length === 0) {
      return;
    }
    await trx('target_counts')
      .insert(rows)
      .onConflict(['run_id', 'batch', 'status'])
      .merge({ count: trx.raw('target_counts.count + excluded.count') });
  },
};
