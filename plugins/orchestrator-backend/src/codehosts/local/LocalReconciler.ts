import type { LoggerService } from '@backstage/backend-plugin-api';
import { LogOnChange } from '../../work/LogOnChange';
import type { LocalCodeHost } from './LocalCodeHost';

/** Compares the local code host with git, each time that it is asked to. */
export class LocalReconciler {
  readonly #host: LocalCodeHost;
  readonly #signal: AbortSignal;
  readonly #state: LogOnChange;
  #comparing: Promise<void> | undefined;

  /** @param options - `signal`: ends a comparison early */
  constructor(options: {
    host: LocalCodeHost;
    logger: LoggerService;
    signal: AbortSignal;
  }) {
    this.#host = options.host;
    this.#signal = options.signal;
    this.#state = new LogOnChange(options.logger, 'The local code host');
  }

  /** One at a time: a comparison that takes longer than the interval is not overtaken. */
  begin(): void {
    this.#comparing ??= this.#compare().finally(() => {
      this.#comparing = undefined;
    });
  }

  /** Waits for what is under way. */
  async ended(): Promise<void> {
    await this.#comparing;
  }

  async #compare(): Promise<void> {
    try {
      await this.#host.reconcile(this.#signal);
      this.#state.worked();
    } catch (error) {
      this.#state.failed(error);
    }
  }
}
