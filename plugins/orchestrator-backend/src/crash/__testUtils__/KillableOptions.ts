import type { JsonObject } from '@backstage/types';
import type { BackendOptions } from '../../__testUtils__/ownProcess';

/** What a backend is told that tests kill; `repositories` are in its folder, too. */
export interface KillableOptions extends BackendOptions {
  /** Folder below `folder` for mirrors and checkouts: several backends have one each. */
  workFolder: string;
  /** Folders with migrations that its release has beside those of this checkout. */
  migrations: string[];
  /** Callers by their token: each is a service with that name. */
  callers: Record<string, string>;
  /** As below `orchestrator.webhooks`. */
  webhooks: JsonObject;
  workers: { slots: number; graceSeconds: number; leaseSeconds?: number };
}
