import { createHash } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { Clock } from '../../clock';
import { Alarm } from '../Alarm';
import { WakeLine } from './WakeLine';

/** Wakes whoever waits for work: by the time, by word from another replica, and every so often in case of neither. */
export class Waking {
  readonly #options: {
    database: Knex;
    logger: LoggerService;
    schema(): Promise<string>;
  };
  readonly #alarm: Alarm;
  readonly #callbacks = new Set<() => void>();
  #line?: WakeLine;
  #news = true;

  /** @param options - `schema`: of the work; replicas that have the same hear each other */
  constructor(options: {
    database: Knex;
    clock: Clock;
    logger: LoggerService;
    pollMs: number;
    schema(): Promise<string>;
  }) {
    this.#options = options;
    this.#alarm = new Alarm({ ...options, ring: () => this.#wake() });
  }

  /** @returns a function that ends it */
  add(callback: () => void): () => void {
    // Wrapped, so that each registration ends by itself.
    const registered = () => callback();
    this.#callbacks.add(registered);
    this.#alarm.start();
    this.#listen();
    return () => {
      this.#callbacks.delete(registered);
      if (this.#callbacks.size === 0) {
        this.#alarm.stop();
      }
    };
  }

  async stop(): Promise<void> {
    this.#callbacks.clear();
    this.#alarm.stop();
    const line = this.#line;
    this.#line = undefined;
    await line?.stop();
  }

  /**
   * Whether something may have become due since this was asked last. Where nobody waits to be woken, nobody would say:
   * then it always may.
   */
  takeNews(): boolean {
    const news = this.#news || this.#callbacks.size === 0;
    this.#news = false;
    return news;
  }

  /** Something becomes due: this replica wakes then, and the others are told to look for themselves. */
  announce(at: string): void {
    this.#news = true;
    this.#alarm.announce(at);
    this.#line?.tell();
  }

  /** Something becomes due that the others know of. */
  expect(at: string): void {
    this.#alarm.announce(at);
  }

  /** Something is due now. */
  wakeAll(): void {
    this.#wake();
    this.#line?.tell();
  }

  #wake(): void {
    this.#news = true;
    this.#callbacks.forEach(callback => callback());
  }

  /** Where the database can't be reached yet there is only polling, until the next one asks to be woken. */
  #listen(): void {
    const { database, logger, schema } = this.#options;
    schema().then(
      name => {
        if (this.#line || this.#callbacks.size === 0) {
          return;
        }
        const digest = createHash('sha256').update(name).digest('hex');
        this.#line = new WakeLine({
          database,
          channel: `orchestrator_${digest.slice(0, 24)}`,
          logger,
          onWake: () => this.#wake(),
        });
        this.#line.start();
      },
      () => {},
    );
  }
}
