import type { Entity } from '@backstage/catalog-model';
import type { DatabaseLocation } from '../../testing/openTestDatabase';

/** What a backend in a process of its own is told. */
export interface BackendOptions {
  /** Folder with all of its data: `db`, `repositories`, and `work` or what `workFolder` says. */
  folder: string;
  /** Folder below `folder` for mirrors and checkouts: several backends have one each. */
  workFolder: string;
  /** Where its tables are; without it they are in a SQLite file in `db`. */
  postgres?: DatabaseLocation;
  /** Of the loopback interface; the same one after each restart. */
  port: number;
  entities: Entity[];
  /** Folders with migrations that its release has beside those of this checkout. */
  migrations: string[];
  /** Callers by their token: each is a service with that name. */
  callers: Record<string, string>;
  workers: { slots: number; graceSeconds: number; leaseSeconds?: number };
}
