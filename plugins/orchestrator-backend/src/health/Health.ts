import type { LoggerService } from '@backstage/backend-plugin-api';

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

/** What anybody may know: which part does not work, not why. */
export interface HealthReport {
  status: 'ok' | 'unavailable';
  checks: Record<HealthCheck, 'ok' | 'failed'>;
}

/** Knows which parts of this process work, as those that use them tell it; logs each change once. */
export class Health {
  readonly #logger: LoggerService;
  readonly #failed = new Map<HealthCheck, string>();

  constructor(options: { logger: LoggerService }) {
    this.#logger = options.logger;
  }

  /** Takes down how a part did: with what went wrong, or nothing when it worked. */
  tell(check: HealthCheck, error?: unknown): void {
    if (error === undefined) {
      if (this.#failed.delete(check)) {
        this.#logger.info(`${NAMES[check]} works again`);
      }
      return;
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
    return { status: this.#failed.size === 0 ? 'ok' : 'unavailable', checks };
  }
}
