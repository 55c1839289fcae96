import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Actor } from '@backstage-orchestrator/plugin-orchestrator-common';

/** Who calls, as far as decisions need to know. */
export interface Caller {
  credentials: BackstageCredentials;
  actor: Actor;
  /**
   * The caller's own reference and those of their groups as of their sign-in. The portal's auth backend is asked when
   * they are, at most once.
   */
  ownershipRefs(): Promise<string[]>;
  requestId: string;
}
