import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type {
  OperationId,
  RouteInput,
  RouteOutput,
  Routes,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { z as Zod } from 'zod/v3';

/** What actions work with. */
export interface ActionTools {
  registry: ActionsRegistryService;
  /**
   * Calls an operation of the API as whoever invoked the action: the same checks, permissions and audit log as over
   * HTTP.
   */
  call<K extends OperationId>(
    operation: K,
    credentials: BackstageCredentials,
    input: RouteInput<Routes[K]>,
  ): Promise<RouteOutput<Routes[K]>>;
}

/** Looks, and changes nothing. */
export const READS = { readOnly: true, idempotent: true, destructive: false };

/** Changes what the orchestrator knows; what is out there stays as it is. */
export const RECORDS = {
  readOnly: false,
  idempotent: false,
  destructive: false,
};

/** Sets something in motion in repositories or products. */
export const ACTS = { readOnly: false, idempotent: false, destructive: true };

/** Which sweep an action is about. */
export const idOfSweep = (z: typeof Zod) =>
  z.string().describe('Id of the sweep, from list-sweeps');

/** Which train an action is about. */
export const idOfTrain = (z: typeof Zod) =>
  z.string().describe('Id of the train, from list-trains');
