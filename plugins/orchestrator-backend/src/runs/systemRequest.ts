import { SYSTEM_ACTOR } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Request } from './RunService';

/** What the clock or a code host brings about: nobody has asked for it. */
export const SYSTEM_REQUEST: Request = {
  actor: SYSTEM_ACTOR,
  requestId: 'system',
};
