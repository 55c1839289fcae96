import type { Entity } from '@backstage/catalog-model';
import type { DatabaseLocation } from '../../plugins/orchestrator-backend/src/testing/openTestDatabase';

/** What a portal in a process of its own is told. */
export interface PortalOptions {
  /** Folder with its data: the SQLite files are in `db`. */
  folder: string;
  /** Where its tables are; without it they are in `folder`. */
  postgres?: DatabaseLocation;
  /** Of the loopback interface. */
  port: number;
  entities: Entity[];
  /** Who signs in. */
  userRef: string;
}
