import { AsyncLocalStorage } from 'node:async_hooks';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';

/** What a piece of work is about; every line that is logged meanwhile carries it. */
export interface WorkFields {
  requestId?: string;
  run?: string;
  target?: string;
  attempt?: number;
}

/**
 * Knows what is being worked on, so that lines of the log and spans carry it however deep in the code they are made.
 */
export class WorkContext {
  readonly #storage = new AsyncLocalStorage<WorkFields>();

  /** Does something as part of this work; what is known already stays known. */
  run<T>(fields: WorkFields, work: () => T): T {
    return this.#storage.run({ ...this.fields(), ...fields }, work);
  }

  fields(): WorkFields {
    return this.#storage.getStore() ?? {};
  }

  /** A logger whose lines carry what is being worked on when they are written. */
  logger(inner: LoggerService): LoggerService {
    const write =
      (level: 'error' | 'warn' | 'info' | 'debug') =>
      (message: string, meta?: Error | JsonObject) =>
        inner[level](message, this.#merge(meta));
    return {
      error: write('error'),
      warn: write('warn'),
      info: write('info'),
      debug: write('debug'),
      child: meta => this.logger(inner.child(meta)),
    };
  }

  #merge(meta: Error | JsonObject | undefined): Error | JsonObject | undefined {
    const fields: JsonObject = { ...this.fields() };
    if (Object.keys(fields).length === 0) {
      return meta;
    }
    if (meta instanceof Error) {
      return { ...fields, error: String(meta), stack: meta.stack ?? '' };
    }
    return { ...fields, ...meta };
  }
}
