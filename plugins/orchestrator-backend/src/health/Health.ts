import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DatabaseTroubleName } from '@backstage-orchestrator/plugin-orchestrator-common';
import { systemClock, type Clock } from '../clock';
import { DatabaseSilentError } from './databaseTrouble';
import { DatabaseTroubles, type RecentTrouble } from './DatabaseTroubles';

/** Parts of a process that must work for it to be of use. */
export const HEALTH_CHECKS = ['database', 'schema', 'queue', 'disk'] as const;

/** {@inheritDoc HEALTH_CHECKS} */
export type HealthCheck = (typeof HEALTH_CHECKS)[number];

const NAMES: Record<HealthCheck, string> = {
  database: 'The database',
  schema: 'The schema of the database',
  queue: 'The work queue',
  disk: 'The work folder',
};

/** What anybody may know: which part does not work, not why; and what is wrong with the database, by its name. */
export interface HealthReport {
  status: 'ok' | 'unavailable';
  checks: Record<HealthCheck, 'ok' | 'failed'>;
  /** Met within the last minute, by whatever needs the database; absent where that is nothing. */
  databaseTroubles?: DatabaseTroubleName[];
}

/** Knows which parts of this process work, as those that use them tell it; logs each change once. */
export class Health {
  readonly #logger: LoggerService;
  readonly #failed = new Map<HealthCheck, string>();
  readonly #troubles: DatabaseTroubles;

  constructor(options: {
    logger: LoggerService;
    clock?: Clock;
    /** Hears of each time that some trouble with the database is met. */
    onTrouble?(trouble: DatabaseTroubleName): void;
  }) {
    const { logger, clock = systemClock, onTrouble } = options;
    this.#logger = logger;
    this.#troubles = new DatabaseTroubles({ clock, onTrouble });
  }

  /**
   * Takes down what one statement has met, if it is trouble of the database. It makes nothing unready by itself: one slow
   * query is no reason to send everybody away.
   */
  notice(error: unknown): void {
    this.#troubles.notice(error);
  }

  /** What was wrong with the database within the last minute. */
  databaseTroubles(): RecentTrouble[] {
    return this.#troubles.recent();
  }

  /** Takes down how a part did: with what went wrong, or nothing when it worked. */
  tell(check: HealthCheck, error?: unknown): void {
    if (error === undefined) {
      if (this.#failed.delete(check)) {
        this.#logger.info(`${NAMES[check]} works again`);
      }
      return;
    }
    // The rest is heard of the database itself (`hearDatabase`), whoever has met it.
    if (error instanceof DatabaseSilentError) {
      this.notice(error);
    }
    const message = error instanceof Error ? error.message : String(error);
    if (!this.#failed.has(check)) {
      this.#logger.error(
        `${NAMES[check]} does not work; this replica is not ready until it does: ${message}`,
      );
    }
    this.#failed.set(check, message);
  }

  works(check: HealthCheck): boolean {
    return !this.#failed.has(check);
  }

  /** Whether work may be taken: a full disk would only burn attempts. */
  mayWork(): boolean {
    return this.works('disk') && this.works('schema');
  }

  /** Whether each part works. */
  state(): Record<HealthCheck, boolean> {
    return Object.fromEntries(
      HEALTH_CHECKS.map(check => [check, this.works(check)]),
    ) as Record<HealthCheck, boolean>;
  }

  report(): HealthReport {
    const checks = Object.fromEntries(
      HEALTH_CHECKS.map(check => [check, this.works(check) ? 'ok' : 'failed']),
    ) as HealthReport['checks'];
    const troubles = this.databaseTroubles().map(({ trouble }) => trouble);
    return {
      status: this.#failed.size === 0 ? 'ok' : 'unavailable',
      checks,
      ...(troubles.length > 0 && { databaseTroubles: troubles }),
    };
  }
}
