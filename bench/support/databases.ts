import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { openDatabase } from '../../plugins/orchestrator-backend/src/store/openDatabase';
import {
  openTestDatabase,
  type DatabaseKind,
  type DatabaseLocation,
} from '../../plugins/orchestrator-backend/src/testing/openTestDatabase';
import {
  usePostgresServer,
  type PostgresServer,
} from '../../plugins/orchestrator-backend/src/testing/postgresServer';
import { silence } from './services';

/** Real, empty databases, set up as the product sets its own up. */
export class BenchDatabases {
  readonly #folder: string;
  readonly #postgres: PostgresServer | undefined;

  private constructor(folder: string, postgres: PostgresServer | undefined) {
    this.#folder = folder;
    this.#postgres = postgres;
  }

  /** @param say - hears why there is no PostgreSQL, where it does not start */
  static async create(
    folder: string,
    say: (line: string) => void,
  ): Promise<BenchDatabases> {
    const postgres = await usePostgresServer().catch(error => {
      say(`Without PostgreSQL: ${error}`);
      return undefined;
    });
    return new BenchDatabases(folder, postgres);
  }

  get kinds(): DatabaseKind[] {
    return this.#postgres ? ['SQLite', 'PostgreSQL'] : ['SQLite'];
  }

  /** Works with an empty database that has our tables, and removes it. */
  async use<T>(
    kind: DatabaseKind,
    work: (database: Knex) => Promise<T>,
  ): Promise<T> {
    const name = `bench_${randomBytes(6).toString('hex')}`;
    const admin = kind === 'PostgreSQL' ? this.#admin() : undefined;
    await admin?.raw('create database ??', [name]);
    const client = openTestDatabase(this.#location(kind, name));
    try {
      const database = await openDatabase({
        database: { getClient: async () => client },
        logger: silence,
        allowVolatile: false,
      });
      return await work(database);
    } finally {
      await client.destroy();
      await admin?.raw('drop database ?? with (force)', [name]);
      await admin?.destroy();
    }
  }

  /** Works with a PostgreSQL database that has no tables at all, and removes it. */
  async useEmptyPostgres<T>(
    work: (connection: string) => Promise<T>,
  ): Promise<T> {
    const name = `bench_${randomBytes(6).toString('hex')}`;
    const admin = this.#admin();
    await admin.raw('create database ??', [name]);
    try {
      return await work(this.#location('PostgreSQL', name).connection);
    } finally {
      await dropWhenLeft(admin, name);
      await admin.destroy();
    }
  }

  /** What the databases say that they are. */
  async versions(): Promise<string[]> {
    return Promise.all(
      this.kinds.map(kind =>
        this.use(kind, async database => {
          const version = kind === 'SQLite' ? 'sqlite_version()' : 'version()';
          const [row]: { version: string }[] = await database.select(
            database.raw(`${version} as version`),
          );
          return kind === 'SQLite'
            ? `SQLite ${row.version} (synchronous = FULL)`
            : row.version.split(' on ')[0];
        }),
      ),
    );
  }

  close(): void {
    this.#postgres?.release();
  }

  #admin(): Knex {
    return openTestDatabase({
      kind: 'PostgreSQL',
      connection: this.#connection(),
    });
  }

  #connection(): string {
    if (!this.#postgres) {
      throw new Error('There is no PostgreSQL');
    }
    return this.#postgres.connection;
  }

  #location(kind: DatabaseKind, name: string): DatabaseLocation {
    if (kind === 'SQLite') {
      return { kind, connection: join(this.#folder, `${name}.sqlite`) };
    }
    const url = new URL(this.#connection());
    url.pathname = `/${name}`;
    return { kind, connection: url.toString() };
  }
}

/** A pool says that it has ended a moment before its connections have. */
async function dropWhenLeft(admin: Knex, name: string): Promise<void> {
  for (let left = 50; left > 0; left -= 1) {
    const { rows } = await admin.raw(
      'select 1 from pg_stat_activity where datname = ? limit 1',
      [name],
    );
    if (rows.length === 0) {
      break;
    }
    await sleep(100);
  }
  await admin.raw('drop database ?? with (force)', [name]);
}
