import type { AuditorService } from '@backstage/backend-plugin-api';
import {
  decideTarget,
  orchestratorRunOperatePermission,
  type ActionState,
  type DeadLetterResult,
  type TargetCommand,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isError, NotFoundError } from '@backstage/errors';
import { isoNow } from '../clock';
import type { Caller } from '../http/caller';
import type { OperationHandlers } from '../http/handlers';
import { requestOf, type OperationTools } from './OperationTools';

/** What the commands on dead letters are called in the audit log: as those on one run are. */
const AUDIT_EVENTS = {
  retry: 'retry-targets',
  skip: 'skip-targets',
  rollback: 'rollback',
} as const;

type Action = keyof typeof AUDIT_EVENTS;

/** Errors that say to the caller why a run was refused; anything else is a fault of ours. */
const REFUSALS = [
  'ConflictError',
  'InputError',
  'NotAllowedError',
  'NotFoundError',
];

const NOT_OPERATED: ActionState = {
  allowed: false,
  reason: `The permission ${orchestratorRunOperatePermission.name} is missing`,
};

/** Reading and steering what failed for good, over all runs. */
export function deadLetterOperations(
  tools: OperationTools,
): Pick<
  OperationHandlers,
  'listDeadLetters' | 'listTrainDeadLetters' | 'commandDeadLetters'
> {
  return {
    listDeadLetters: async ({ query }, caller) => {
      const { cursor, limit, ...filter } = query;
      return tools.deadLetterQueries.list(
        { ...filter, visible: await tools.access.visibility(caller) },
        { cursor, limit },
      );
    },
    listTrainDeadLetters: async (_input, caller) => {
      const { items, totalItems } = await tools.trains.deadLetters.list(
        await tools.access.visibility(caller),
      );
      const operated = await tools.access.among(
        caller,
        orchestratorRunOperatePermission,
        [...new Set(items.map(({ trainId }) => trainId))],
      );
      return {
        items: items.map(item => ({
          ...item,
          mayOperate: operated.has(item.trainId)
            ? { allowed: true }
            : NOT_OPERATED,
        })),
        totalItems,
      };
    },
    commandDeadLetters: async ({ body }, caller) => {
      const byRun = new Map<string, Set<string>>();
      for (const { runId, targetId } of body.targets) {
        byRun.set(runId, (byRun.get(runId) ?? new Set()).add(targetId));
      }
      const runs: DeadLetterResult[] = [];
      for (const [runId, ids] of byRun) {
        runs.push(
          await commandRun(tools, caller, {
            ...body,
            runId,
            targets: [...ids],
          }),
        );
      }
      return { runs };
    },
  };
}

interface RunRequest {
  action: Action;
  reason: string;
  runId: string;
  targets: string[];
}

/** One run: all of its targets or none, with an entry of its own in the audit log. */
async function commandRun(
  tools: OperationTools,
  caller: Caller,
  request: RunRequest,
): Promise<DeadLetterResult> {
  const { runId, targets } = request;
  const event = await begin(tools.auditor, caller, request);
  const refuse = async (
    why: Pick<DeadLetterResult, 'refused' | 'reason'>,
  ): Promise<DeadLetterResult> => {
    const error = new Error(
      why.reason ?? why.refused.map(({ reason }) => reason).join('; '),
    );
    await event.fail({ error });
    return { runId, outcome: 'refused', targets, ...why };
  };
  try {
    await tools.access.require(caller, orchestratorRunOperatePermission, runId);
    const refused = await refusals(tools, caller, request);
    if (refused.length > 0) {
      return await refuse({ refused });
    }
    await tools.runs.commandTargets(
      runId,
      targets,
      () => commandOf(request, caller),
      requestOf(caller),
    );
  } catch (error) {
    if (isError(error) && REFUSALS.includes(error.name)) {
      return refuse({ refused: [], reason: error.message });
    }
    await event.fail({
      error: error instanceof Error ? error : new Error(String(error)),
    });
    throw error;
  }
  await event.success();
  return { runId, outcome: 'done', targets, refused: [] };
}

/**
 * Every target that the command would be refused for: the transaction would name the first one alone.
 *
 * @remarks It decides again on locked state; what changed in between refuses the whole run there.
 */
async function refusals(
  tools: OperationTools,
  caller: Caller,
  request: RunRequest,
): Promise<DeadLetterResult['refused']> {
  const run = await tools.runQueries.state(request.runId);
  const found: DeadLetterResult['refused'] = [];
  for (const targetId of request.targets) {
    const reason = await tools.targetQueries
      .state(request.runId, targetId)
      .then(
        target =>
          decideTarget(target, commandOf(request, caller), {
            now: isoNow(tools.clock),
            // No delay is drawn for what people command.
            random: () => 0,
            retry: run.manifest.spec.rollout.retry,
            runCancelled: run.status === 'cancelled',
          }).rejection?.message,
      )
      .catch(error => {
        if (isError(error) && error.name === NotFoundError.name) {
          return error.message;
        }
        throw error;
      });
    if (reason !== undefined) {
      found.push({ targetId, reason });
    }
  }
  return found;
}

function commandOf({ action, reason }: RunRequest, caller: Caller) {
  const by = caller.actor.ref;
  const commands: Record<Action, TargetCommand> = {
    retry: { type: 'retry', by },
    skip: { type: 'skip', by, reason },
    rollback: { type: 'queue', stage: 'rollback', reason },
  };
  return commands[action];
}

function begin(
  auditor: AuditorService,
  caller: Caller,
  { action, runId, targets, reason }: RunRequest,
) {
  return auditor.createEvent({
    eventId: AUDIT_EVENTS[action],
    severityLevel: 'medium',
    meta: {
      operation: 'commandDeadLetters',
      requestId: caller.requestId,
      caller: caller.actor.ref,
      runId,
      targets,
      reason,
    },
  });
}
