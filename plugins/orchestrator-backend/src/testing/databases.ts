import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import {
  migrateUp,
  openTestDatabase,
  type DatabaseKind,
  type DatabaseLocation,
} from './openTestDatabase';
import { usePostgresServer, type PostgresServer } from './postgresServer';

const START_TIMEOUT_MS = 90_000;
/** A fresh database takes a moment, and seconds where other suites use the machine. */
const TEST_TIMEOUT_MS = 120_000;

/** Fresh, real databases for one test file. */
export interface TestDatabases {
  readonly supported: readonly DatabaseKind[];
  /**
   * Makes an empty database with our tables in it. Made in `beforeEach` or in a test, it is gone after that test; made
   * in `beforeAll`, after the file.
   *
   * @param options - `migrate: false` leaves the tables out
   */
  init(kind: DatabaseKind, options?: { migrate?: boolean }): Promise<Knex>;
  /** Where a database of `init` is, to open it once more with `openTestDatabase`, also from another process. */
  locationOf(knex: Knex): DatabaseLocation;
}

interface Made {
  knex: Knex;
  location: DatabaseLocation;
  drop(): Promise<void>;
  ofOneTest: boolean;
}

function freshName(): string {
  return `orchestrator_${randomBytes(8).toString('hex')}`;
}

class SqliteDatabases {
  #folder?: string;

  async create() {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'orchestrator-test-'));
    const connection = join(this.#folder, `${freshName()}.sqlite`);
    return {
      location: { kind: 'SQLite' as const, connection },
      drop: async () => {
        for (const suffix of ['', '-wal', '-shm']) {
          await rm(`${connection}${suffix}`, { force: true });
        }
      },
    };
  }

  async close() {
    if (this.#folder) {
      await rm(this.#folder, { recursive: true, force: true });
    }
  }
}

class PostgresDatabases {
  #started?: Promise<{ server: PostgresServer; admin: Knex }>;

  async create() {
    this.#started ??= this.#start();
    const { server, admin } = await this.#started;
    const database = freshName();
    await admin.raw('create database ??', [database]);
    const url = new URL(server.connection);
    url.pathname = `/${database}`;
    return {
      location: { kind: 'PostgreSQL' as const, connection: url.toString() },
      drop: async () => {
        // With force: a child process of a test may still be connected.
        await admin.raw('drop database if exists ?? with (force)', [database]);
      },
    };
  }

  async #start() {
    const server = await usePostgresServer();
    const admin = openTestDatabase({
      kind: 'PostgreSQL',
      connection: server.connection,
    });
    return { server, admin };
  }

  async close() {
    const started = await this.#started?.catch(() => undefined);
    await started?.admin.destroy();
    started?.server.release();
  }
}

/**
 * Registers the test file as a user of real databases: SQLite in files, PostgreSQL on a server that starts when the
 * first test asks for it. To be called once, at the top of the file.
 */
export function testDatabases(): TestDatabases {
  jest.setTimeout(TEST_TIMEOUT_MS);
  const made: Made[] = [];
  const postgres = new PostgresDatabases();
  const sqlite = new SqliteDatabases();
  let inTest = false;

  const dropAll = async (which: Made[]) => {
    for (const { knex, drop } of which) {
      made.splice(
        made.findIndex(other => other.knex === knex),
        1,
      );
      await knex.destroy();
      await drop();
    }
  };
  beforeEach(() => {
    inTest = true;
  });
  afterEach(async () => {
    inTest = false;
    await dropAll(made.filter(({ ofOneTest }) => ofOneTest));
  });
  afterAll(async () => {
    await dropAll([...made]);
    await postgres.close();
    await sqlite.close();
  }, START_TIMEOUT_MS);

  return {
    supported: ['SQLite', 'PostgreSQL'],
    async init(kind, { migrate = true } = {}) {
      const { location, drop } =
        kind === 'SQLite' ? await sqlite.create() : await postgres.create();
      const knex = openTestDatabase(location);
      made.push({ knex, location, drop, ofOneTest: inTest });
      if (migrate) {
        await migrateUp(knex);
      }
      return knex;
    },
    locationOf(knex) {
      const found = made.find(other => other.knex === knex);
      if (!found) {
        throw new Error('This database was not made by init(), or is gone');
      }
      return found.location;
    },
  };
}
