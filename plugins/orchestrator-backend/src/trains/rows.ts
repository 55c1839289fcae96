import type {
  GateState,
  ProductState,
  TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { RunRow } from '../store/rows';

/** Rows of the read tables of trains, as the database gives them. */

export interface TrainProductRow {
  run_id: string;
  id: string;
  version: number;
  entity_ref: string;
  owner: string | null;
  updated_at: string;
  state: string;
}

export interface TrainGateRow {
  run_id: string;
  id: string;
  version: number;
  status: string;
  opens_at: string;
  updated_at: string;
  state: string;
}

export interface TrainWatchRow {
  run_id: string;
  subject: string;
  work_id: string;
  next_at: string | null;
  records: string;
}

/** The row of `runs` that a train stands for. */
export function trainRow(state: TrainState, changeDigest: string): RunRow {
  return {
    id: state.id,
    version: state.version,
    kind: state.kind,
    status: state.phase,
    outcome: state.outcome ?? null,
    change_digest: changeDigest,
    name: state.name,
    title: state.title,
    owner: state.owner,
    created_by: state.createdBy.ref,
    created_at: state.createdAt,
    updated_at: state.updatedAt,
    finished_at: state.finishedAt ?? null,
    departure: state.plan.departure,
    state: JSON.stringify(state),
  };
}

export function productRow(state: ProductState): TrainProductRow {
  return {
    run_id: state.runId,
    id: state.id,
    version: state.version,
    entity_ref: state.entityRef,
    owner: state.owner ?? null,
    updated_at: state.updatedAt,
    state: JSON.stringify(state),
  };
}

export function gateRow(state: GateState): TrainGateRow {
  return {
    run_id: state.runId,
    id: state.id,
    version: state.version,
    status: state.status,
    opens_at: state.opensAt,
    updated_at: state.updatedAt,
    state: JSON.stringify(state),
  };
}

/** Labels of a train, as rows of `run_labels`. */
export function labelRows(state: TrainState) {
  return Object.entries(state.manifest.metadata.labels).map(([key, value]) => ({
    run_id: state.id,
    key,
    value,
  }));
}
