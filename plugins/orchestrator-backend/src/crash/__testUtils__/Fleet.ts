import type { Entity } from '@backstage/catalog-model';
import type { Knex } from 'knex';
import type { DatabaseLocation } from '../../testing';
import { KillableBackend } from './KillableBackend';
import type { KillableOptions } from './KillableOptions';

/** Replicas of one backend: the same database and code host, each with its own port and folder for checkouts. */
export class Fleet {
  private constructor(readonly replicas: readonly KillableBackend[]) {}

  /** Starts nothing yet. */
  static async create(options: {
    size: number;
    folder: string;
    postgres: DatabaseLocation;
    entities: Entity[];
    workers: KillableOptions['workers'];
    webhooks?: KillableOptions['webhooks'];
  }): Promise<Fleet> {
    const replicas: KillableBackend[] = [];
    for (let index = 0; index < options.size; index += 1) {
      replicas.push(
        await KillableBackend.create({
          ...options,
          workFolder: `work-${index}`,
        }),
      );
    }
    return new Fleet(replicas);
  }

  /** The first one alone: Backstage itself does not like its schemas to be made twice at the same moment. */
  async start(): Promise<void> {
    const [first, ...others] = this.replicas;
    await first.start();
    await Promise.all(others.map(replica => replica.start()));
  }

  async restart(): Promise<void> {
    await Promise.all(this.replicas.map(replica => replica.start()));
  }

  async kill(): Promise<void> {
    await Promise.all(this.replicas.map(replica => replica.kill()));
  }

  async terminate(): Promise<void> {
    await Promise.all(this.replicas.map(replica => replica.terminate()));
  }

  /** Reads the database that they share, also while they run. */
  inspect<T>(look: (database: Knex) => Promise<T>): Promise<T> {
    return this.replicas[0].inspect(look);
  }

  /** Attempts at targets that are being worked on, as the queue knows them. */
  attemptsUnderWay(): Promise<{ id: string; attempt: number }[]> {
    return this.inspect(database =>
      database('orchestrator_work.job')
        .where({ state: 'active' })
        .select({ id: 'id', attempt: 'retry_count' }),
    );
  }
}
