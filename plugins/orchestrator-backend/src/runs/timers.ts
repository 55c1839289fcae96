import type {
  RunEvent,
  RunState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';

/** Something that is due at a time. A row, not a sleeping worker. */
export interface Timer {
  id: string;
  runId: string;
  kind: 'soak' | 'approvalExpiry';
  /** ISO 8601 */
  dueAt: string;
  payload: { batch?: number; approvalId?: string };
}

/** Where timers are kept; both work in the caller's transaction. */
export interface Timers {
  set(trx: Knex.Transaction, timer: Timer): Promise<void>;
  clear(trx: Knex.Transaction, id: string): Promise<void>;
}

/** A timer to set, or the id of one to clear. */
export type TimerChange =
  | { set: Timer; clear?: undefined }
  | { set?: undefined; clear: string };

/** Timers to set or to clear because of events of a run. */
export function timerChanges(run: RunState, events: RunEvent[]): TimerChange[] {
  return events.flatMap((event): TimerChange[] => {
    switch (event.type) {
      case 'batch.soakStarted':
        return [
          {
            set: {
              id: soakTimer(run.id, event.data.batch),
              runId: run.id,
              kind: 'soak',
              dueAt: event.data.until,
              payload: { batch: event.data.batch },
            },
          },
        ];
      case 'batch.soakFinished':
        return [{ clear: soakTimer(run.id, event.data.batch) }];
      case 'approval.opened':
        return [
          {
            set: {
              id: approvalTimer(run.id, event.data.id),
              runId: run.id,
              kind: 'approvalExpiry',
              dueAt: event.data.expiresAt,
              payload: { approvalId: event.data.id },
            },
          },
        ];
      case 'approval.decided':
        return [{ clear: approvalTimer(run.id, event.data.id) }];
      default:
        return [];
    }
  });
}

function soakTimer(runId: string, batch: number): string {
  return `${runId}/soak/${batch}`;
}

function approvalTimer(runId: string, approvalId: string): string {
  return `${runId}/approval/${approvalId}`;
}
