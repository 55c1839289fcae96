import type { Knex } from 'knex';
import type { NewEvent } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { EventCause } from '../store/EventLog';

/** How long a gate was open before it was decided. */
export interface GateWait {
  /** What was decided: `approved`, `rejected` or `expired` of a sweep, `go` or `noGo` of a train. */
  state: string;
  ms: number;
}

/** An event that is in the log now, though not yet in the read tables. */
type AppendedEvent = NewEvent & {
  runId: string;
  stream: string;
  cause: EventCause;
};

/** @returns undefined where the event decides no gate */
export async function gateWaitOf(
  trx: Knex.Transaction,
  { type, data, runId, stream, cause }: AppendedEvent,
): Promise<GateWait | undefined> {
  let state: string;
  let openedAt: string | undefined;
  if (type === 'approval.decided') {
    const decided = data as { id: string; state: string };
    state = decided.state;
    const row: { opened_at: string } | undefined = await trx('approvals')
      .where({ run_id: runId, id: decided.id })
      .first('opened_at');
    openedAt = row?.opened_at;
  } else if (type === 'gate.decided') {
    state = (data as { outcome: string }).outcome;
    const row: { occurred_at: string } | undefined = await trx('events')
      .where({ stream })
      .whereIn('type', ['gate.opened', 'gate.reopened'])
      .orderBy('version', 'desc')
      .first('occurred_at');
    openedAt = row?.occurred_at;
  } else {
    return undefined;
  }
  return openedAt === undefined
    ? undefined
    : { state, ms: Date.parse(cause.occurredAt) - Date.parse(openedAt) };
}
