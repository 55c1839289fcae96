import type { AuditorService } from '@backstage/backend-plugin-api';
import type {
  RunFile,
  SweepManifest,
  TargetDescription,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type {
  EventReader,
  ImportedRun,
  RunReader,
  TargetReader,
} from '../archive';
import type { Clock } from '../clock';
import type { LocalCodeHost } from '../codehosts/local';
import type { Flags } from '../flags';
import type { Caller } from '../http/caller';
import type { DeadLetterQueries } from '../queries/DeadLetterQueries';
import type { EntityQueries } from '../queries/EntityQueries';
import type { ExpectedTurns } from '../queries/ExpectedTurns';
import type { Workforce } from '../queries/EngineStats';
import type { HistoryQueries } from '../queries/HistoryQueries';
import type { RunForecasts } from '../queries/RunForecasts';
import type { TrainHistoryQueries } from '../queries/TrainHistoryQueries';
import type { InboxQueries } from '../queries/InboxQueries';
import type { OrchestratorLimits } from '../readConfig';
import type { PacingConfig } from '../readPacing';
import type { PacingQueries, TurnQueries } from '../pacing';
import type { GivenUpMessages } from '../outbox/GivenUpMessages';
import type { Request, RunService } from '../runs/RunService';
import type { ArtifactStore } from '../store/ArtifactStore';
import type { OperationHandlers } from '../http/handlers';
import type { TrainTools } from '../trains';
import type { RunAccess } from './RunAccess';

/** What the operations of the API work with. */
export interface OperationTools {
  clock: Clock;
  access: RunAccess;
  runs: RunService;
  runQueries: RunReader;
  targetQueries: TargetReader;
  turnQueries: TurnQueries;
  expectedTurns: ExpectedTurns;
  forecasts: RunForecasts;
  pacingQueries: Pick<PacingQueries, 'state'>;
  eventQueries: EventReader;
  inboxQueries: InboxQueries;
  entityQueries: EntityQueries;
  deadLetterQueries: DeadLetterQueries;
  historyQueries: HistoryQueries;
  trainHistoryQueries: TrainHistoryQueries;
  trains: TrainTools;
  artifacts: ArtifactStore;
  auditor: AuditorService;
  limits: OrchestratorLimits;
  /** What the portal holds all runs to. */
  pacing: PacingConfig;
  flags: Pick<Flags, 'store' | 'provider'>;
  exportRun(runId: string): Promise<RunFile>;
  importRun(
    file: RunFile,
    request: Request,
  ): Promise<Pick<ImportedRun, 'runId' | 'kind'>>;
  /** Targets of a manifest, as the caller sees the catalog. */
  discover(
    manifest: SweepManifest,
    caller: Caller,
  ): Promise<TargetDescription[]>;
  /** Absent where the local code host is not configured. */
  localCodeHost?: LocalCodeHost;
  givenUp: Pick<GivenUpMessages, 'list' | 'sendAgain' | 'drop'>;
  workStats: () => ReturnType<OperationHandlers['getWork']>;
  /** What of the numbers a forecast needs. */
  workforce(): Promise<Workforce>;
}

/** A call as commands know it. */
export function requestOf(caller: Caller): Request {
  return { actor: caller.actor, requestId: caller.requestId };
}
