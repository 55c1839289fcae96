import { stringify } from 'yaml';
import {
  buildReport,
  explainWaiting,
  orchestratorRunApprovePermission,
  orchestratorRunOperatePermission,
  orchestratorRunOverrideWindowPermission,
  orchestratorRunReadPermission,
  reportCsv,
  reportMarkdown,
  runActions,
  type ActionState,
  type OrchestratorRunPermission,
  type RunAction,
  type RunDetail,
  type SweepReport,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow } from '../clock';
import type { Caller } from '../http/caller';
import type { OperationHandlers } from '../http/handlers';
import { toRunSummary } from '../queries/present';
import { eventWithoutConflicts } from '../trains/withoutConflicts';
import type { OperationTools } from './OperationTools';
import type { RunRights } from './RunAccess';
import { seenBy } from './seenBy';

const APPROVE_ACTIONS: RunAction[] = ['approve', 'reject'];

/** What somebody needs for one or the other action. */
const ACTION_PERMISSIONS = [
  orchestratorRunOperatePermission,
  orchestratorRunApprovePermission,
  orchestratorRunOverrideWindowPermission,
];

/** Reading runs. */
export function runOperations(
  tools: OperationTools,
): Pick<
  OperationHandlers,
  | 'listRuns'
  | 'getRun'
  | 'listEvents'
  | 'getReport'
  | 'getReportMarkdown'
  | 'getReportCsv'
  | 'getInbox'
  | 'getEntitySummary'
> {
  const { access, runQueries, eventQueries, inboxQueries, entityQueries } =
    tools;
  const requireRead = (caller: Caller, runId: string) =>
    access.require(caller, orchestratorRunReadPermission, runId);
  const report = async (runId: string, caller: Caller) => {
    await requireRead(caller, runId);
    return reportOf(tools, runId);
  };
  return {
    listRuns: async ({ query }, caller) => {
      const { cursor, limit, mine, ...filter } = query;
      return runQueries.list(
        {
          ...filter,
          ...(await seenBy(tools, caller, mine)),
        },
        { cursor, limit },
      );
    },
    getRun: async ({ params }, caller) => {
      return detailOf(tools, params.runId, caller);
    },
    listEvents: async ({ params, query }, caller) => {
      await requireRead(caller, params.runId);
      const { cursor, limit, ...filter } = query;
      const page = await eventQueries.list(params.runId, filter, {
        cursor,
        limit,
      });
      return { ...page, items: page.items.map(eventWithoutConflicts) };
    },
    getReport: async ({ params }, caller) => report(params.runId, caller),
    getReportMarkdown: async ({ params }, caller) =>
      reportMarkdown(await report(params.runId, caller)),
    getReportCsv: async ({ params }, caller) =>
      reportCsv(await report(params.runId, caller)),
    getInbox: async ({ query }, caller) => {
      const [ownershipRefs, visible] = await Promise.all([
        caller.ownershipRefs(),
        access.visibility(caller),
      ]);
      return inboxQueries.list(
        { ref: caller.actor.ref, ownershipRefs },
        visible,
        query,
      );
    },
    getEntitySummary: async ({ params, query }, caller) => {
      const ref =
        `${params.kind}:${params.namespace}/${params.name}`.toLocaleLowerCase(
          'en-US',
        );
      return entityQueries.summary(
        ref,
        await access.visibility(caller),
        isoNow(tools.clock),
        query,
      );
    },
  };
}

async function detailOf(
  tools: OperationTools,
  runId: string,
  caller: Caller,
): Promise<RunDetail> {
  const [rights, ownershipRefs] = await Promise.all([
    tools.access.rights(caller, ACTION_PERMISSIONS, runId),
    caller.ownershipRefs(),
  ]);
  rights.require(orchestratorRunReadPermission);
  const [run, created, turn] = await Promise.all([
    tools.runQueries.state(runId),
    tools.eventQueries.source(runId),
    tools.turnQueries.ofRun(runId),
  ]);
  // Afterwards: a run that has come to its next stage is not shown with the numbers from before.
  const [allCounts, batchCounts] = await Promise.all([
    tools.runQueries.counts([runId]),
    tools.runQueries.batchCounts(runId),
  ]);
  const counts = allCounts.get(runId) ?? {};
  return {
    ...toRunSummary(run, counts),
    version: run.version,
    manifest: JSON.parse(JSON.stringify(run.manifest)),
    source: created ?? stringify(run.manifest),
    changeDigest: run.changeDigest,
    planRevision: run.planRevision,
    batches: run.batches.map(batch => ({
      ...batch,
      counts: batchCounts.get(batch.index) ?? {},
    })),
    currentBatch: run.currentBatch,
    approvals: run.approvals,
    pause: run.pause,
    rollback: run.rollback,
    closedWindow: run.closedWindow,
    windowOverride: run.windowOverride,
    waiting: explainWaiting(run, counts, turn),
    actions: allowedActions(
      rights,
      runActions(
        run,
        counts,
        { ref: caller.actor.ref, ownershipRefs },
        isoNow(tools.clock),
      ),
    ),
  };
}

/** What the state of a run lets happen, less what the caller has no permission for. */
function allowedActions(
  rights: RunRights,
  actions: Record<RunAction, ActionState>,
): Record<RunAction, ActionState> {
  const restrict = (action: RunAction, state: ActionState): ActionState => {
    const [permission, what] = permissionOf(action);
    return rights.may(permission)
      ? state
      : { allowed: false, reason: `You have no permission to ${what}` };
  };
  return Object.fromEntries(
    Object.entries(actions).map(([action, state]) => [
      action,
      restrict(action as RunAction, state),
    ]),
  ) as Record<RunAction, ActionState>;
}

/** What an action needs, and what that is called. */
function permissionOf(action: RunAction): [OrchestratorRunPermission, string] {
  if (action === 'overrideWindow') {
    return [
      orchestratorRunOverrideWindowPermission,
      'override the windows of this run',
    ];
  }
  return APPROVE_ACTIONS.includes(action)
    ? [orchestratorRunApprovePermission, 'approve this run']
    : [orchestratorRunOperatePermission, 'operate this run'];
}

async function reportOf(
  tools: OperationTools,
  runId: string,
): Promise<SweepReport> {
  const run = await tools.runQueries.state(runId);
  const counts = (await tools.runQueries.counts([runId])).get(runId) ?? {};
  const targets: TargetState[] = [];
  for await (const chunk of tools.targetQueries.all(runId)) {
    targets.push(...chunk);
  }
  return buildReport(
    { ...toRunSummary(run, counts), batches: run.batches },
    targets,
    isoNow(tools.clock),
  );
}
