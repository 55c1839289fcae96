import { ENDED_PHASES } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { ScopedLimit, WriteScope } from './limits';
import type { CodeHostWriteRow } from './rows';

/** A place in the queue is kept so long for who doesn't come. */
const GRACE_MS = 60_000;

/** Runs that don't come for their turns: states of sweeps, and phases in which a train has ended. */
const IDLE_RUNS = ['paused', 'cancelled', 'finished', ...ENDED_PHASES];

/** Somebody who wants to write to a code host. */
export interface WriteAsk extends WriteScope {
  workId: string;
  /** The target of the run, or its product. */
  targetId: string;
  requests: number;
  /** What would do harm if it came later is counted, and waits for no limit; for a host that sleeps it does. */
  urgent?: boolean;
}

/** What an admission is decided on, read under its locks. */
export interface WriteQueue {
  ask: WriteAsk;
  limits: ScopedLimit[];
  now: Date;
  /** Its row; it may have waited in it before. */
  id: string;
  since: string;
  ticket: number;
}

/** The table of writes. */
export function writes(database: Knex) {
  return database<CodeHostWriteRow>('code_host_writes');
}

/** What a row says of who asks. */
export function columnsOf(ask: WriteAsk) {
  return {
    work_id: ask.workId,
    run_id: ask.runId,
    target_id: ask.targetId,
    host: ask.host,
    owner: ask.owner,
    requests: ask.requests,
  };
}

/** Places in the queue before one's own that somebody still comes for. */
export function isAhead(
  query: Knex.QueryBuilder,
  { id, since, now, ticket }: WriteQueue,
): void {
  query
    .where('state', 'waiting')
    .andWhereNot('code_host_writes.id', id)
    .andWhere('at', '>', later(now, -GRACE_MS))
    .andWhere(place =>
      place
        .where('ticket', '<', ticket)
        .orWhere(same => same.where({ ticket }).andWhere('since', '<', since))
        .orWhere(same =>
          same
            .where({ ticket, since })
            .andWhere('code_host_writes.id', '<', id),
        ),
    )
    .whereNotExists(idle =>
      idle
        .from('runs')
        .whereRaw('runs.id = code_host_writes.run_id')
        .whereIn('runs.status', IDLE_RUNS),
    );
}

/**
 * Start-time fair queueing: each run's requests follow one another, and a run that comes new starts where the queue
 * is now, so that it doesn't stand behind all that a large run waits for. One queue are all whom a limit counts
 * together.
 */
export async function nextTicket(
  trx: Knex.Transaction,
  { host, runId, requests }: WriteAsk,
  limits: ScopedLimit[],
): Promise<number> {
  const together = [{ host }, ...limits.map(({ where }) => where)];
  const served = await writes(trx)
    .whereIn('state', ['held', 'sent'])
    .modify(query => {
      if (together.every(where => Object.keys(where).length > 0)) {
        query.andWhere(any => together.forEach(where => any.orWhere(where)));
      }
    })
    .max({ ticket: 'ticket' })
    .first();
  const lastOfRun = await writes(trx)
    .where({ run_id: runId, state: 'waiting' })
    .max({ ticket: 'ticket' })
    .first();
  return (
    Math.max(Number(served?.ticket ?? 0), Number(lastOfRun?.ticket ?? 0)) +
    requests
  );
}

/** ISO 8601, so many milliseconds after a time. */
export function later(date: Date, milliseconds: number): string {
  return new Date(date.getTime() + milliseconds).toISOString();
}
