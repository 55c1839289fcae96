import type { BackendOptions } from '../../plugins/orchestrator-backend/src/__testUtils__/ownProcess';

/** What a portal in a process of its own is told. */
export interface PortalOptions extends BackendOptions {
  /** Who signs in. */
  userRef: string;
}
