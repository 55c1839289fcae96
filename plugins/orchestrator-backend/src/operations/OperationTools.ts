import type {
  SweepManifest,
  TargetDescription,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Clock } from '../clock';
import type { LocalCodeHost } from '../codehosts/local';
import type { Caller } from '../http/caller';
import type { EntityQueries } from '../queries/EntityQueries';
import type { EventQueries } from '../queries/EventQueries';
import type { HistoryQueries } from '../queries/HistoryQueries';
import type { InboxQueries } from '../queries/InboxQueries';
import type { RunQueries } from '../queries/RunQueries';
import type { TargetQueries } from '../queries/TargetQueries';
import type { Request, RunService } from '../runs/RunService';
import type { ArtifactStore } from '../store/ArtifactStore';
import type { OperationHandlers } from '../http/handlers';
import type { RunAccess } from './RunAccess';

/** What the operations of the API work with. */
export interface OperationTools {
  clock: Clock;
  access: RunAccess;
  runs: RunService;
  runQueries: RunQueries;
  targetQueries: TargetQueries;
  eventQueries: EventQueries;
  inboxQueries: InboxQueries;
  entityQueries: EntityQueries;
  historyQueries: HistoryQueries;
  artifacts: ArtifactStore;
  /** Targets of a manifest, as the caller sees the catalog. */
  discover(
    manifest: SweepManifest,
    caller: Caller,
  ): Promise<TargetDescription[]>;
  /** Absent where the local code host is not configured. */
  localCodeHost?: LocalCodeHost;
  workStats: () => ReturnType<OperationHandlers['getWork']>;
}

/** A call as commands know it. */
export function requestOf(caller: Caller): Request {
  return { actor: caller.actor, requestId: caller.requestId };
}
