import type { DatabaseLocation } from '../../testing/openTestDatabase';

/** What a process that migrates is told. */
export interface MigratingOptions {
  location: DatabaseLocation;
  /** With migrations beside those of this release. */
  folder: string;
}
