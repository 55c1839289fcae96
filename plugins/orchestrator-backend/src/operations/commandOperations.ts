import { ConflictError } from '@backstage/errors';
import {
  orchestratorRunApprovePermission,
  orchestratorRunOperatePermission,
  orchestratorRunOverrideWindowPermission,
  parseDuration,
  type OrchestratorRunPermission,
  type RunSummary,
  type TargetCommand,
  type TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Caller } from '../http/caller';
import type { OperationHandlers } from '../http/handlers';
import { requestOf, type OperationTools } from './OperationTools';

/** Targets that one command works on in one transaction. */
const COMMAND_CHUNK = 200;
/** Targets of a command that names none: all of the run. */
const ALL_TARGETS = 100_000;

type CommandOperations = Pick<
  OperationHandlers,
  | 'dryRun'
  | 'startRun'
  | 'pauseRun'
  | 'resumeRun'
  | 'cancelRun'
  | 'overrideWindow'
  | 'decideApproval'
  | 'withdrawSignOff'
  | 'retryTargets'
  | 'skipTargets'
  | 'acceptDiffs'
  | 'rollback'
>;

/** Commands on runs and on their targets. Each needs a permission on the run, and answers with the run as it is then. */
export function commandOperations(tools: OperationTools): CommandOperations {
  const { runs } = tools;
  const operate = command(tools, orchestratorRunOperatePermission);
  const override = command(tools, orchestratorRunOverrideWindowPermission);
  const approve = command(tools, orchestratorRunApprovePermission);
  return {
    dryRun: ({ params }, caller) =>
      operate(params.runId, caller, by =>
        runs.command(params.runId, { type: 'dryRun', by }, requestOf(caller)),
      ),
    startRun: ({ params }, caller) =>
      operate(params.runId, caller, by =>
        runs.start(params.runId, by, requestOf(caller)),
      ),
    pauseRun: ({ params, body }, caller) =>
      operate(params.runId, caller, by =>
        runs.command(
          params.runId,
          { type: 'pause', by, reason: body.reason },
          requestOf(caller),
        ),
      ),
    resumeRun: ({ params }, caller) =>
      operate(params.runId, caller, by =>
        runs.command(params.runId, { type: 'resume', by }, requestOf(caller)),
      ),
    cancelRun: ({ params, body }, caller) =>
      operate(params.runId, caller, by =>
        runs.cancel(params.runId, by, body.reason, requestOf(caller)),
      ),
    overrideWindow: ({ params, body }, caller) =>
      override(params.runId, caller, by =>
        runs.command(
          params.runId,
          {
            type: 'overrideWindow',
            by,
            reason: body.reason,
            expiresAt: new Date(
              tools.clock.now().getTime() + parseDuration(body.expiresAfter),
            ).toISOString(),
          },
          requestOf(caller),
        ),
      ),
    decideApproval: ({ params, body }, caller) =>
      approve(params.runId, caller, async by =>
        runs.command(
          params.runId,
          {
            type: 'sign',
            approvalId: params.approvalId,
            by,
            ownershipRefs: await caller.ownershipRefs(),
            ...body,
          },
          requestOf(caller),
        ),
      ),
    withdrawSignOff: ({ params }, caller) =>
      approve(params.runId, caller, by =>
        runs.command(
          params.runId,
          { type: 'withdrawSignOff', approvalId: params.approvalId, by },
          requestOf(caller),
        ),
      ),
    retryTargets: ({ params, body }, caller) =>
      operate(params.runId, caller, by =>
        onTargets(
          tools,
          params.runId,
          caller,
          body.targets,
          ['failed', 'cancelled'],
          { type: 'retry', by },
        ),
      ),
    skipTargets: ({ params, body }, caller) =>
      operate(params.runId, caller, by =>
        onTargets(tools, params.runId, caller, body.targets, [], {
          type: 'skip',
          by,
          reason: body.reason,
        }),
      ),
    acceptDiffs: ({ params, body }, caller) =>
      operate(params.runId, caller, by =>
        onTargets(tools, params.runId, caller, body.targets, ['needsReview'], {
          type: 'acceptDiff',
          by,
        }),
      ),
    rollback: ({ params, body }, caller) =>
      operate(params.runId, caller, by =>
        body.targets
          ? onTargets(tools, params.runId, caller, body.targets, [], {
              type: 'queue',
              stage: 'rollback',
              reason: body.reason,
            })
          : runs.command(
              params.runId,
              { type: 'rollback', by, reason: body.reason },
              requestOf(caller),
            ),
      ),
  };
}

/** What every command has in common: the permission before, the run as it is then after. */
function command(tools: OperationTools, permission: OrchestratorRunPermission) {
  return async (
    runId: string,
    caller: Caller,
    work: (by: string) => Promise<unknown>,
  ): Promise<RunSummary> => {
    await tools.access.require(caller, permission, runId);
    await work(caller.actor.ref);
    return tools.runQueries.summary(runId);
  };
}

/** A command on the targets that were named, or on all that it can apply to. */
async function onTargets(
  tools: OperationTools,
  runId: string,
  caller: Caller,
  named: string[] | undefined,
  statuses: TargetStatus[],
  targetCommand: TargetCommand,
): Promise<void> {
  const ids =
    named ?? (await tools.targetQueries.ids(runId, statuses, ALL_TARGETS));
  if (ids.length === 0) {
    throw new ConflictError(`No target of the run is ${statuses.join(' or ')}`);
  }
  for (let start = 0; start < ids.length; start += COMMAND_CHUNK) {
    await tools.runs.commandTargets(
      runId,
      ids.slice(start, start + COMMAND_CHUNK),
      () => targetCommand,
      requestOf(caller),
    );
  }
}
