import type { WorkerSummary } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';
import { DatabaseSilentError } from '../health';

/** A worker that has been silent for so long is forgotten. */
const FORGET_AFTER_MS = 24 * 60 * 60_000;

/** What a process is, as long as it lives. */
export interface WorkerIdentity {
  id: string;
  host: string;
  pid: number;
  version: string;
  lanes: string[];
  slots: number;
}

/** What reporting oneself needs. */
export interface WorkerRegistryOptions {
  database: Knex;
  clock: Clock;
  identity: WorkerIdentity;
  /** As often as the leases are renewed. */
  heartbeatMs: number;
  /** A worker without a heartbeat for so long counts as silent. */
  leaseMs: number;
  busy(): number;
  /** How fast this process takes work, a minute and by lane. */
  starts?(): Record<string, number>;
  /** Hears of each heartbeat: with what kept it from being written, or nothing when it was. */
  onBeat?(error?: unknown): void;
}

interface WorkerRow {
  id: string;
  host: string;
  pid: number;
  version: string;
  lanes: string;
  slots: number;
  busy: number;
  started_at: string;
  seen_at: string;
  /** Absent: a release before this column. */
  starts?: string | null;
}

/**
 * Tells the other replicas that this process lives, and knows which of them do.
 *
 * @remarks Only for people to see: who may work on an item is decided by its lease alone.
 */
export class WorkerRegistry {
  readonly #options: WorkerRegistryOptions;
  #startedAt = '';
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;

  constructor(options: WorkerRegistryOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#startedAt = isoNow(this.#options.clock);
    this.#timer = setInterval(() => {
      // A database that doesn't answer gets one heartbeat at a time, not a queue of them.
      if (this.#beating) {
        this.#options.onBeat?.(
          new DatabaseSilentError(
            'it has not answered since the last heartbeat',
          ),
        );
        return;
      }
      this.#beating = this.#beat().finally(() => {
        this.#beating = undefined;
      });
    }, this.#options.heartbeatMs);
    this.#timer.unref();
    await this.#beat();
  }

  /** Takes this process off the list. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
    const { database, identity } = this.#options;
    await database<WorkerRow>('workers')
      .where({ id: identity.id })
      .delete()
      .catch(() => {
        // Without a database it is forgotten after a day.
      });
  }

  /** All processes that share the database, newest first. */
  async list(): Promise<WorkerSummary[]> {
    const { database, clock, leaseMs } = this.#options;
    const rows = await database<WorkerRow>('workers').orderBy([
      { column: 'started_at', order: 'desc' },
      { column: 'id' },
    ]);
    const silentBefore = clock.now().getTime() - leaseMs;
    return rows.map(row => ({
      id: row.id,
      host: row.host,
      pid: row.pid,
      version: row.version,
      lanes: JSON.parse(row.lanes),
      slots: row.slots,
      busy: row.busy,
      startedAt: row.started_at,
      seenAt: row.seen_at,
      startsPerMinute: JSON.parse(row.starts ?? '{}'),
      state: Date.parse(row.seen_at) < silentBefore ? 'silent' : 'alive',
    }));
  }

  /** How fast all replicas that are alive take work, a minute and by lane. */
  async startsPerMinute(): Promise<Record<string, number>> {
    const rates: Record<string, number> = {};
    for (const worker of await this.list()) {
      if (worker.state === 'alive') {
        for (const [lane, rate] of Object.entries(worker.startsPerMinute)) {
          rates[lane] = (rates[lane] ?? 0) + rate;
        }
      }
    }
    return rates;
  }

  async #beat(): Promise<void> {
    const { database, clock, identity, busy, starts, onBeat } = this.#options;
    const now = clock.now();
    const row: WorkerRow = {
      id: identity.id,
      host: identity.host,
      pid: identity.pid,
      version: identity.version,
      lanes: JSON.stringify(identity.lanes),
      slots: identity.slots,
      busy: busy(),
      started_at: this.#startedAt,
      seen_at: now.toISOString(),
      starts: JSON.stringify(starts?.() ?? {}),
    };
    try {
      await database<WorkerRow>('workers').insert(row).onConflict('id').merge();
      await database<WorkerRow>('workers')
        .where(
          'seen_at',
          '<',
          new Date(now.getTime() - FORGET_AFTER_MS).toISOString(),
        )
        .delete();
      onBeat?.();
    } catch (error) {
      onBeat?.(error);
    }
  }
}
