import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { LogOnChange } from '../LogOnChange';

/** So often at most others are told, however much is enqueued. */
const QUIET_MS = 20;
const FIRST_RECONNECT_MS = 500;
const LONGEST_RECONNECT_MS = 30_000;
/** So often the line is tried, in case it was cut without a word. */
const CHECK_MS = 15_000;
const CLOSE_PATIENCE_MS = 1_000;

/** A connection of the driver, as far as it is used here. */
interface Connection {
  query(text: string): Promise<unknown>;
  on(
    event: 'notification',
    listener: (message: { payload?: string }) => void,
  ): void;
  on(event: 'error' | 'end', listener: (error?: Error) => void): void;
}

/**
 * Tells the other replicas that there is work, and hears it from them: LISTEN and NOTIFY on a connection of its own.
 *
 * @remarks
 * It saves time and nothing else: who can't hear, as behind a pgbouncer in transaction mode, finds the work at its next
 * poll. The word goes out after the commit, not in the transaction: PostgreSQL lets transactions with a NOTIFY commit
 * only one after the other.
 */
export class WakeLine {
  readonly #database: Knex;
  readonly #channel: string;
  readonly #onWake: () => void;
  readonly #state: LogOnChange;
  readonly #self = randomUUID();
  #connection?: Connection;
  #running = false;
  #failures = 0;
  #reconnecting?: NodeJS.Timeout;
  #checking?: NodeJS.Timeout;
  #telling?: NodeJS.Timeout;

  /** @param options - `channel`: the same for all replicas on the same work */
  constructor(options: {
    database: Knex;
    channel: string;
    logger: LoggerService;
    onWake(): void;
  }) {
    this.#database = options.database;
    this.#channel = options.channel;
    this.#onWake = options.onWake;
    this.#state = new LogOnChange(options.logger, 'The line between replicas');
  }

  /** Whether others can be heard without polling. */
  get open(): boolean {
    return this.#connection !== undefined;
  }

  /** Does not wait for the connection. */
  start(): void {
    if (!this.#running) {
      this.#running = true;
      this.#connect();
    }
  }

  /** Hears nothing any more, and closes the connection. */
  async stop(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#reconnecting);
    clearInterval(this.#checking);
    clearTimeout(this.#telling);
    this.#telling = undefined;
    // A connection that is cut can't even be closed.
    await Promise.race([
      this.#close(),
      sleep(CLOSE_PATIENCE_MS, undefined, { ref: false }),
    ]);
  }

  /** Tells the others soon; failures are of no concern, since they poll. */
  tell(): void {
    if (!this.#running || this.#telling) {
      return;
    }
    this.#telling = setTimeout(() => {
      this.#telling = undefined;
      this.#database
        .raw('select pg_notify(?, ?)', [this.#channel, this.#self])
        .then(
          () => {},
          () => {},
        );
    }, QUIET_MS);
    this.#telling.unref();
  }

  async #connect(): Promise<void> {
    try {
      // With the settings of the pool, but none of its connections: this one is never given back.
      const connection: Connection =
        await this.#database.client.acquireRawConnection();
      this.#connection = connection;
      connection.on('error', error => this.#lose(connection, error));
      connection.on('end', () => this.#lose(connection));
      connection.on('notification', ({ payload }) => {
        if (payload !== this.#self) {
          this.#onWake();
        }
      });
      await connection.query(`listen "${this.#channel}"`);
      if (!this.#running) {
        this.#close();
        return;
      }
      this.#failures = 0;
      this.#state.worked();
      this.#checking = setInterval(() => this.#check(connection), CHECK_MS);
      this.#checking.unref();
      // What was told before we listened.
      this.#onWake();
    } catch (error) {
      this.#close();
      this.#tryLater(error);
    }
  }

  async #check(connection: Connection): Promise<void> {
    const patience = setTimeout(
      () => this.#lose(connection, new Error('no answer')),
      CHECK_MS / 2,
    );
    await connection
      .query('select 1')
      .catch(error => this.#lose(connection, error));
    clearTimeout(patience);
  }

  #lose(connection: Connection, error?: Error): void {
    if (this.#connection === connection) {
      this.#close();
      this.#tryLater(error ?? new Error('the connection ended'));
    }
  }

  #tryLater(error: unknown): void {
    if (!this.#running) {
      return;
    }
    this.#state.failed(error);
    const waitMs = Math.min(
      LONGEST_RECONNECT_MS,
      FIRST_RECONNECT_MS * 2 ** this.#failures,
    );
    this.#failures += 1;
    clearTimeout(this.#reconnecting);
    this.#reconnecting = setTimeout(() => this.#connect(), waitMs);
    this.#reconnecting.unref();
  }

  async #close(): Promise<void> {
    clearInterval(this.#checking);
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection) {
      await Promise.resolve(
        this.#database.client.destroyRawConnection(connection),
      ).catch(() => {});
    }
  }
}
