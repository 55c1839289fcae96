import type {
  RunEvent,
  RunState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';

const WINDOW_RECHECK_MS = 3_600_000;

/** Something that is due at a time. A row, not a sleeping worker. */
export interface Timer {
  id: string;
  runId: string;
  kind: 'soak' | 'approvalExpiry' | 'window' | 'train';
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
      case 'window.closed':
        return [
          { set: windowTimer(run.id, event.data.opensAt, run.updatedAt) },
        ];
      // Not where it is overridden: a run that is paused meanwhile may be resumed when that is over.
      case 'window.opened':
      case 'run.finished':
      case 'run.cancelled':
      case 'run.rollbackStarted':
        return [{ clear: windowTimerId(run.id) }];
      default:
        return [];
    }
  });
}

/**
 * Looks at a closed window when it opens, and once an hour until then: the windows of the portal may change with a
 * restart. A run that is paused meanwhile learns that it is open when it is resumed, and is looked at once an hour, too.
 */
export function windowTimer(
  runId: string,
  opensAt: string | undefined,
  now: string,
): Timer {
  const recheck = new Date(Date.parse(now) + WINDOW_RECHECK_MS).toISOString();
  return {
    id: windowTimerId(runId),
    runId,
    kind: 'window',
    dueAt:
      opensAt !== undefined && opensAt > now && opensAt < recheck
        ? opensAt
        : recheck,
    payload: {},
  };
}

function windowTimerId(runId: string): string {
  return `${runId}/window`;
}

function soakTimer(runId: string, batch: number): string {
  return `${runId}/soak/${batch}`;
}

function approvalTimer(runId: string, approvalId: string): string {
  return `${runId}/approval/${approvalId}`;
}
