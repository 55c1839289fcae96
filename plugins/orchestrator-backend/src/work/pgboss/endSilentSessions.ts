import type { Knex } from 'knex';

/** A process that lives may stand still for longer than a short lease, under load or at its garbage. */
const LEAST_SILENCE_MS = 5_000;

/**
 * Ends the sessions that have been silent in the middle of a transaction for so long, and hold rows of the work or of
 * the plugin's own tables locked.
 *
 * @remarks
 * A replica that is cut off from the database between two statements leaves its locks behind until the system gives up
 * the connection, which by default takes hours; what it has locked can be neither taken over nor changed before. One
 * that is alive is never silent for a lease: all its transactions are short. Only sessions of the plugin's own user are
 * ended, which needs no further right.
 *
 * @param options - `schema`: that of the work; `silentMs`: milliseconds since the last statement of a session; at least 5 s
 * @returns how many
 */
export async function endSilentSessions(
  database: Knex,
  options: { schema: string; silentMs: number },
): Promise<number> {
  const { rows }: { rows: { ended: string }[] } = await database.raw(
    `with silent as materialized (
      select distinct session.pid
      from pg_stat_activity session
      join pg_locks held on held.pid = session.pid
      join pg_class locked on locked.oid = held.relation
      join pg_namespace place on place.oid = locked.relnamespace
      where session.datname = current_database() and session.usename = current_user
        and session.state like 'idle in transaction%'
        and session.state_change < now() - :silentMs * interval '1 millisecond'
        and held.mode in ('RowShareLock', 'RowExclusiveLock')
        and place.nspname in (:schema, current_schema())
    )
    select count(*) filter (where pg_terminate_backend(pid)) as ended from silent`,
    { ...options, silentMs: Math.max(options.silentMs, LEAST_SILENCE_MS) },
  );
  return Number(rows[0].ended);
}
