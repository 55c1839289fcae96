import type { LoggerService } from '@backstage/backend-plugin-api';
import { LogOnChange } from './LogOnChange';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Does a piece of work whenever it is poked, never twice at once, and survives its failures: the next try comes by
 * itself, after a pause that grows.
 */
export class Loop {
  readonly #step: () => Promise<void>;
  readonly #state: LogOnChange;
  #running = false;
  #poked = false;
  #current?: Promise<void>;
  #pause?: NodeJS.Timeout;
  #failures = 0;

  /** @param options - `what` names in the log what can't be reached when `step` throws */
  constructor(options: {
    step: () => Promise<void>;
    logger: LoggerService;
    what: string;
  }) {
    this.#step = options.step;
    this.#state = new LogOnChange(options.logger, options.what);
  }

  start(): void {
    this.#running = true;
    this.#failures = 0;
    this.poke();
  }

  /** Lets a step that is under way end; none follows. */
  async stop(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#pause);
    await this.#current;
  }

  /** Asks for a step; pokes that come before it begins are one, those during it bring one more. */
  poke(): void {
    if (this.#running && this.#failures === 0) {
      this.#poked = true;
      this.#current ??= this.#run();
    }
  }

  async #run(): Promise<void> {
    // Lets everything that happens at the same time be answered by one step.
    await new Promise(resolve => setImmediate(resolve));
    while (this.#running && this.#poked) {
      this.#poked = false;
      try {
        await this.#step();
        this.#state.worked();
        this.#failures = 0;
      } catch (error) {
        this.#failures += 1;
        this.#state.failed(error);
        this.#tryLater();
        break;
      }
    }
    this.#current = undefined;
  }

  #tryLater(): void {
    if (!this.#running) {
      return;
    }
    this.#pause = setTimeout(() => {
      this.#poked = true;
      this.#current ??= this.#run();
    }, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1)));
    this.#pause.unref();
  }
}
