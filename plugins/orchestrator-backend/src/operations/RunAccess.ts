import type { Permission } from '@backstage/plugin-permission-common';
import type { OrchestratorRunPermission } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Caller } from '../http/caller';
import type { RunReadFilter } from '../permissions/applyRunFilter';
import type { RunVisibility } from '../queries/RunQueries';

/** Who may do what with which run. */
export interface RunAccess {
  /** The runs that the caller may see, as criteria that can be kept. */
  readFilter(caller: Caller): Promise<RunReadFilter>;
  /** Restricts a query to the runs that the caller may see. */
  visibility(caller: Caller): Promise<RunVisibility>;
  may(
    caller: Caller,
    permission: OrchestratorRunPermission,
    runId: string,
  ): Promise<boolean>;
  /** The same for several permissions, asked for at once; an answer for each, in their order. */
  mayEach(
    caller: Caller,
    permissions: OrchestratorRunPermission[],
    runId: string,
  ): Promise<boolean[]>;
  /** Those of some runs for which a permission is given; the policy is asked once. */
  among(
    caller: Caller,
    permission: OrchestratorRunPermission,
    runIds: string[],
  ): Promise<Set<string>>;
  /**
   * @throws NotFoundError where there is no such run or the caller may not even see it; NotAllowedError where only
   * the permission asked for is missing
   */
  require(
    caller: Caller,
    permission: OrchestratorRunPermission,
    runId: string,
  ): Promise<void>;
  /** @throws NotAllowedError */
  requireBasic(caller: Caller, permission: Permission): Promise<void>;
}
