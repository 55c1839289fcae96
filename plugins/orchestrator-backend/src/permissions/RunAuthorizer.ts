import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
  type Permission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
  type PermissionRuleset,
} from '@backstage/plugin-permission-node';
import {
  orchestratorRunReadPermission,
  type OrchestratorRunPermission,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Caller } from '../http/caller';
import type { RunAccess, RunRights } from '../operations/RunAccess';
import type { RunVisibility } from '../queries/RunQueries';
import { applyRunFilter, type RunReadFilter } from './applyRunFilter';
import type { RunCriteria, RunCriterion, RunResource } from './runResource';

export interface RunAuthorizerOptions {
  permissions: PermissionsService;
  /** From `permissionsRegistry.getPermissionRuleset`: the rules of this plugin, and those that modules add to it. */
  ruleset: PermissionRuleset<RunResource, RunCriterion>;
  loadRuns: (ids: string[]) => Promise<(RunResource | undefined)[]>;
}

/** Decides by the portal's permission policy who may do what with which run. */
export class RunAuthorizer implements RunAccess {
  readonly #permissions: PermissionsService;
  readonly #loadRuns: RunAuthorizerOptions['loadRuns'];
  readonly #fits: (
    decision: PolicyDecision,
    run: RunResource | undefined,
  ) => boolean;
  readonly #toCriteria: (
    conditions: Extract<PolicyDecision, { conditions: unknown }>['conditions'],
  ) => RunCriteria;

  constructor({ permissions, ruleset, loadRuns }: RunAuthorizerOptions) {
    this.#permissions = permissions;
    this.#loadRuns = loadRuns;
    this.#fits = createConditionAuthorizer(ruleset);
    this.#toCriteria = createConditionTransformer(ruleset);
  }

  /** Whether a permission is given for a run that is loaded already. */
  async authorizeRun(
    credentials: BackstageCredentials,
    permission: OrchestratorRunPermission,
    run: RunResource,
  ): Promise<boolean> {
    const [decision] = await this.#decide(credentials, [permission]);
    return this.#fits(decision, run);
  }

  async readFilter({ credentials }: Caller): Promise<RunReadFilter> {
    const [decision] = await this.#decide(credentials, [
      orchestratorRunReadPermission,
    ]);
    return this.#filterOf(decision);
  }

  #filterOf(decision: PolicyDecision): RunReadFilter {
    switch (decision.result) {
      case AuthorizeResult.ALLOW:
        return 'all';
      case AuthorizeResult.CONDITIONAL:
        return this.#toCriteria(decision.conditions);
      default:
        return 'none';
    }
  }

  async visibility(caller: Caller): Promise<RunVisibility> {
    const filter = await this.readFilter(caller);
    return query => applyRunFilter(query, filter);
  }

  async may(
    caller: Caller,
    permission: OrchestratorRunPermission,
    runId: string,
  ): Promise<boolean> {
    return (await this.among(caller, permission, [runId])).has(runId);
  }

  async rights(
    { credentials }: Caller,
    permissions: readonly OrchestratorRunPermission[],
    runId: string,
  ): Promise<RunRights> {
    const asked = [...new Set([orchestratorRunReadPermission, ...permissions])];
    const [[run], decisions] = await Promise.all([
      this.#loadRuns([runId]),
      this.#decide(credentials, asked),
    ]);
    const given = new Map(
      asked.map(({ name }, index) => [
        name,
        run !== undefined && this.#fits(decisions[index], run),
      ]),
    );
    const may = ({ name }: OrchestratorRunPermission) => {
      const answer = given.get(name);
      if (answer === undefined) {
        throw new Error(`The policy was not asked for ${name}`);
      }
      return answer;
    };
    const filter = this.#filterOf(decisions[0]);
    return {
      may,
      require: permission => {
        if (!may(orchestratorRunReadPermission)) {
          // The same words for both: who may not see a run isn't to learn that there is one.
          throw new NotFoundError(`There is no run ${runId}`);
        }
        if (!may(permission)) {
          throw new NotAllowedError(
            `You may see run ${runId}, but not this: the permission ${permission.name} is missing`,
          );
        }
      },
      visible: query => applyRunFilter(query, filter),
    };
  }

  async among(
    { credentials }: Caller,
    permission: OrchestratorRunPermission,
    runIds: string[],
  ): Promise<Set<string>> {
    if (runIds.length === 0) {
      return new Set();
    }
    const [runs, [decision]] = await Promise.all([
      this.#loadRuns(runIds),
      this.#decide(credentials, [permission]),
    ]);
    return new Set(
      runIds.filter((_, index) => {
        const run = runs[index];
        return run !== undefined && this.#fits(decision, run);
      }),
    );
  }

  async require(
    caller: Caller,
    permission: OrchestratorRunPermission,
    runId: string,
  ): Promise<void> {
    (await this.rights(caller, [permission], runId)).require(permission);
  }

  async requireBasic(caller: Caller, permission: Permission): Promise<void> {
    const request = { permission: permission as BasicPermission };
    const [decision] = await this.#permissions.authorize([request], {
      credentials: caller.credentials,
    });
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You may not do this: the permission ${permission.name} is missing`,
      );
    }
  }

  #decide(
    credentials: BackstageCredentials,
    permissions: OrchestratorRunPermission[],
  ): Promise<PolicyDecision[]> {
    return this.#permissions.authorizeConditional(
      permissions.map(permission => ({ permission })),
      { credentials },
    );
  }
}
