import type { DatabaseLocation } from '../../testing/openTestDatabase';

/** What a worker that will be killed is told. */
export interface CrashingWorkerOptions {
  location: DatabaseLocation;
  lane: string;
  leaseMs: number;
  /** Table with the columns `item_id` and `attempt`: a row per settled item. */
  settledTable: string;
}
