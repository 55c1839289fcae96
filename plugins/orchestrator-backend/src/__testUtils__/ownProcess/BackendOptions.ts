import type { Entity } from '@backstage/catalog-model';
import type { DatabaseLocation } from '../../testing/openTestDatabase';

/** What every backend in a process of its own is told. */
export interface BackendOptions {
  /** Folder with its data; the SQLite files are in `db`. */
  folder: string;
  /** Where its tables are; without it they are in `folder`. */
  postgres?: DatabaseLocation;
  /** Of the loopback interface; the same one after each restart. */
  port: number;
  entities: Entity[];
}
