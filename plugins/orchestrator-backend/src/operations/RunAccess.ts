import type { Permission } from '@backstage/plugin-permission-common';
import type { OrchestratorRunPermission } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Caller } from '../http/caller';
import type { RunReadFilter } from '../permissions/applyRunFilter';
import type { RunVisibility } from '../queries/RunQueries';

/** What somebody may do with a run, as the policy said when it was asked for it. */
export interface RunRights {
  /**
   * @returns false also where there is no such run
   * @throws Error for a permission that was not asked for
   */
  may(permission: OrchestratorRunPermission): boolean;
  /**
   * @throws NotFoundError where there is no such run or they may not even see it; NotAllowedError where only the
   * permission is missing
   */
  require(permission: OrchestratorRunPermission): void;
  /** Restricts a query to the runs that they may see. */
  visible: RunVisibility;
}

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
  /** Which of several permissions the caller has for a run; the policy is asked once for all, and for reading besides. */
  rights(
    caller: Caller,
    permissions: readonly OrchestratorRunPermission[],
    runId: string,
  ): Promise<RunRights>;
  /** Those of some runs for which a permission is given; the policy is asked once. */
  among(
    caller: Caller,
    permission: OrchestratorRunPermission,
    runIds: string[],
  ): Promise<Set<string>>;
  /** See {@link RunRights.require}. */
  require(
    caller: Caller,
    permission: OrchestratorRunPermission,
    runId: string,
  ): Promise<void>;
  /** @throws NotAllowedError */
  requireBasic(caller: Caller, permission: Permission): Promise<void>;
}
