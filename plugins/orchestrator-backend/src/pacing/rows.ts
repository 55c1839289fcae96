/** Rows of the tables of pacing, as the database gives them. */

export interface CodeHostWriteRow {
  id: string;
  work_id: string;
  run_id: string;
  target_id: string;
  host: string;
  owner: string;
  requests: number;
  state: 'waiting' | 'held' | 'sent';
  at: string;
  /** PostgreSQL gives big integers as text. */
  ticket: number | string;
  limit_name: string | null;
  since: string;
}

export interface SleepingHostRow {
  host: string;
  until: string;
  in_a_row: number;
  reason: string;
}
