/** Rows of the tables of the event log and of its read tables, as the database gives them. */

export interface EventRow {
  /** PostgreSQL gives big integers as text. */
  position: number | string;
  stream: string;
  version: number;
  run_id: string;
  target_id: string | null;
  type: string;
  schema_version: number;
  data: string;
  actor: string;
  request_id: string;
  causation_id: string | null;
  occurred_at: string;
  links: string;
}

export interface RunRow {
  id: string;
  version: number;
  kind: string;
  status: string;
  outcome: string | null;
  change_digest: string;
  name: string;
  title: string;
  owner: string;
  created_by: string;
  created_at: string;
  updated_at: string;
  finished_at: string | null;
  /** Of a train. */
  departure: string | null;
  state: string;
}

export interface TargetRow {
  run_id: string;
  id: string;
  version: number;
  status: string;
  batch: number | null;
  position: number | null;
  sort_key: number | string;
  entity_ref: string;
  title: string;
  owner: string | null;
  repository: string | null;
  change_id: string | null;
  change_host: string | null;
  failure_code: string | null;
  patch_id: string | null;
  updated_at: string;
  state: string;
}

/** A run that is history. */
export interface ArchivedRunRow {
  run_id: string;
  /**
   * `sealed`: nothing can be asked of it any more, its rows are where they were; `packed`: its content is whole, its
   * rows are being deleted; `archived`: they are gone; `restoring`: they are being put back.
   */
  phase: 'sealed' | 'packed' | 'archived' | 'restoring';
  archived_at: string;
  events: number | null;
  digest: string | null;
  content: Buffer | null;
  artifacts_deleted_at: string | null;
}

/** What an archived run is found by. */
export interface ArchivedTargetRow {
  run_id: string;
  id: string;
  entity_ref: string;
  owner: string | null;
}

export interface TargetCountRow {
  run_id: string;
  batch: number;
  status: string;
  count: number;
}

export interface ApprovalRow {
  run_id: string;
  id: string;
  state: string;
  opened_at: string;
  approvers: string;
  /** SQLite gives 0 and 1. */
  self_approval: boolean | number;
  created_by: string;
  started_by: string | null;
}
