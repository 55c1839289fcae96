import type { LoggerService } from '@backstage/backend-plugin-api';

/** Says once that something stopped working, and once that it works again. */
export class LogOnChange {
  readonly #logger: LoggerService;
  readonly #what: string;
  #failing = false;

  /** @param what - subject of the sentence, such as "The work queue" */
  constructor(logger: LoggerService, what: string) {
    this.#logger = logger;
    this.#what = what;
  }

  failed(error: unknown): void {
    if (!this.#failing) {
      this.#failing = true;
      this.#logger.error(
        `${this.#what} can't be reached; trying again until it can: ${error}`,
      );
    }
  }

  worked(): void {
    if (this.#failing) {
      this.#failing = false;
      this.#logger.info(`${this.#what} can be reached again`);
    }
  }
}
