import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  orchestratorRunOperatePermission,
  orchestratorRunReadPermission,
  sealObstacle,
  type ActionState,
  type LocalChange,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { LocalChangeDescription, LocalCodeHost } from '../codehosts/local';
import { redactSecrets } from '../commands/redact';
import type { Caller } from '../http/caller';
import type { OperationHandlers } from '../http/handlers';
import type { OperationTools } from './OperationTools';

const DECIDE_OBSTACLE =
  'Only an owner of the module, or somebody who may operate the run, can decide on its change';

type LocalChangeOperations = Pick<
  OperationHandlers,
  | 'getLocalChange'
  | 'getLocalChangeDiff'
  | 'reviewLocalChange'
  | 'markLocalChangeReady'
  | 'mergeLocalChange'
  | 'closeLocalChange'
  | 'reopenLocalChange'
>;

/**
 * Reviewing changes on the local code host. Who may read the run may read and comment; owners of the target, and who
 * may operate the run, may decide.
 */
export function localChangeOperations(
  tools: OperationTools,
): LocalChangeOperations {
  const act = async (
    changeId: string,
    caller: Caller,
    work: (host: LocalCodeHost, by: string) => Promise<unknown>,
  ) => {
    const host = requireHost(tools);
    const { runId, targetId } = await host.reviews.describe(changeId);
    await requireRead(tools, caller, changeId, runId);
    if (!(await mayDecide(tools, caller, runId, targetId))) {
      throw new NotAllowedError(DECIDE_OBSTACLE);
    }
    const sealed = await sealOf(tools, runId);
    if (sealed !== undefined) {
      throw new ConflictError(sealed);
    }
    await work(host, caller.actor.ref);
    return present(tools, await host.reviews.describe(changeId), caller);
  };
  return {
    getLocalChange: async ({ params }, caller) => {
      const description = await requireHost(tools).reviews.describe(
        params.changeId,
      );
      await requireRead(tools, caller, params.changeId, description.runId);
      return present(tools, description, caller);
    },
    getLocalChangeDiff: async ({ params }, caller) => {
      const { reviews } = requireHost(tools);
      await requireRead(
        tools,
        caller,
        params.changeId,
        (
          await reviews.describe(params.changeId)
        ).runId,
      );
      return redactSecrets(await reviews.diff(params.changeId));
    },
    reviewLocalChange: async ({ params, body }, caller) => {
      const { verdict, text, headCommit } = body;
      if (verdict !== 'comment') {
        return act(params.changeId, caller, (host, by) =>
          host.reviews.review(params.changeId, {
            by,
            verdict,
            text,
            headCommit,
          }),
        );
      }
      const { reviews } = requireHost(tools);
      await requireRead(
        tools,
        caller,
        params.changeId,
        (
          await reviews.describe(params.changeId)
        ).runId,
      );
      await reviews.comment(params.changeId, caller.actor.ref, text ?? '');
      return present(tools, await reviews.describe(params.changeId), caller);
    },
    markLocalChangeReady: ({ params }, caller) =>
      act(params.changeId, caller, (host, by) =>
        host.reviews.markReady(params.changeId, by),
      ),
    mergeLocalChange: ({ params, body }, caller) =>
      act(params.changeId, caller, (host, by) =>
        host.reviews.merge(params.changeId, by, body.headCommit),
      ),
    closeLocalChange: ({ params, body }, caller) =>
      act(params.changeId, caller, (host, by) =>
        host.reviews.close(params.changeId, by, body.reason),
      ),
    reopenLocalChange: ({ params }, caller) =>
      act(params.changeId, caller, (host, by) =>
        host.reviews.reopen(params.changeId, by),
      ),
  };
}

function requireHost({ localCodeHost }: OperationTools): LocalCodeHost {
  if (!localCodeHost) {
    throw new NotFoundError(
      'The local code host is not configured; set orchestrator.codeHosts.local.directory',
    );
  }
  return localCodeHost;
}

/** A change belongs to a run; one that does not is shown to nobody. */
async function requireRead(
  { access }: OperationTools,
  caller: Caller,
  changeId: string,
  runId: string | undefined,
): Promise<void> {
  if (runId === undefined) {
    throw new NotFoundError(`There is no change ${changeId}`);
  }
  await access.require(caller, orchestratorRunReadPermission, runId);
}

/** Why nothing can be decided on the change of a run that is history. */
async function sealOf(
  { runQueries }: OperationTools,
  runId: string | undefined,
): Promise<string | undefined> {
  return runId === undefined
    ? undefined
    : sealObstacle(await runQueries.state(runId));
}

async function mayDecide(
  tools: OperationTools,
  caller: Caller,
  runId: string | undefined,
  targetId: string | undefined,
): Promise<boolean> {
  if (runId === undefined || targetId === undefined) {
    return false;
  }
  const { owner } = await tools.targetQueries.state(runId, targetId);
  return (
    (owner !== undefined && (await caller.ownershipRefs()).includes(owner)) ||
    tools.access.may(caller, orchestratorRunOperatePermission, runId)
  );
}

async function present(
  tools: OperationTools,
  description: LocalChangeDescription,
  caller: Caller,
): Promise<LocalChange> {
  const { runId, targetId, change } = description;
  const may = await mayDecide(tools, caller, runId, targetId);
  const sealed = await sealOf(tools, runId);
  const isOpen = change.state === 'open' || change.state === 'draft';
  const when = (possible: boolean, obstacle: string): ActionState => {
    if (!may) {
      return { allowed: false, reason: DECIDE_OBSTACLE };
    }
    if (sealed !== undefined) {
      return { allowed: false, reason: sealed };
    }
    return possible ? { allowed: true } : { allowed: false, reason: obstacle };
  };
  const whileOpen = when(isOpen, `The change is ${change.state}`);
  return {
    ...description,
    body: redactSecrets(description.body),
    actions: {
      approve: whileOpen,
      requestChanges: whileOpen,
      comment: { allowed: true },
      markReady: when(
        change.state === 'draft',
        `The change is ${change.state}, not a draft`,
      ),
      merge: isOpen
        ? when(
            description.mergeable,
            description.mergeableReason ?? 'It can not be merged now',
          )
        : whileOpen,
      close: whileOpen,
      reopen: when(change.state === 'closed', `The change is ${change.state}`),
    },
  };
}
