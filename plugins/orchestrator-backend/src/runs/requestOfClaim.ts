import { SYSTEM_ACTOR } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Claim } from '../work/WorkTransport';
import type { Request } from './RunService';

/** On whose behalf a worker tells what came of a claim. */
export type RequestOfClaim = (claim: Claim) => Request;

/** Nothing is known of who queued the work: its own id leads to its events. */
export const workItself: RequestOfClaim = ({ item }) => ({
  actor: SYSTEM_ACTOR,
  requestId: item.id,
});
