import { orchestratorRunReadPermission } from '@backstage-orchestrator/plugin-orchestrator-common';
import { redactSecrets } from '../commands/redact';
import type { Caller } from '../http/caller';
import type { OperationHandlers } from '../http/handlers';
import type { OperationTools } from './OperationTools';

/** Reading targets, and what they have produced. */
export function targetOperations(
  tools: OperationTools,
): Pick<
  OperationHandlers,
  | 'listTargets'
  | 'getTargetFacets'
  | 'getRolloutPlan'
  | 'getTarget'
  | 'listDiffs'
  | 'getArtifact'
> {
  const { access, targetQueries, runQueries, artifacts } = tools;
  const { expectedTurns, forecasts } = tools;
  const requireRead = (caller: Caller, runId: string) =>
    access.require(caller, orchestratorRunReadPermission, runId);
  return {
    listTargets: async ({ params, query }, caller) => {
      await requireRead(caller, params.runId);
      const { cursor, limit, ...filter } = query;
      const [page, run] = await Promise.all([
        targetQueries.list(params.runId, filter, { cursor, limit }),
        runQueries.state(params.runId),
      ]);
      // A list waits for no forecast, and for no count.
      const turns = await expectedTurns.ofTargets(run, page.items, {
        foretell: () => forecasts.atHand(run)?.turns,
      });
      return {
        ...page,
        items: page.items.map(item => ({ ...item, turn: turns.get(item.id) })),
      };
    },
    getTargetFacets: async ({ params }, caller) => {
      await requireRead(caller, params.runId);
      return targetQueries.facets(params.runId);
    },
    getRolloutPlan: async ({ params }, caller) => {
      await requireRead(caller, params.runId);
      const run = await runQueries.state(params.runId);
      return { batches: await targetQueries.plannedBatches(run) };
    },
    getTarget: async ({ params }, caller) => {
      await requireRead(caller, params.runId);
      const { runId, targetId } = params;
      // What its change was made to be is for the next comparison, not for people.
      const [{ desired, ...target }, run] = await Promise.all([
        targetQueries.state(runId, targetId),
        runQueries.state(runId),
      ]);
      const turns = await expectedTurns.ofTargets(run, [target], {
        foretell: async () => (await forecasts.of(run))?.turns,
        dryRunsBefore: (...ids) => targetQueries.dryRunsBefore(...ids),
      });
      return { ...target, turn: turns.get(targetId) };
    },
    listDiffs: async ({ params, query }, caller) => {
      await requireRead(caller, params.runId);
      return targetQueries.diffs(await runQueries.state(params.runId), query);
    },
    getArtifact: async ({ params }, caller) => {
      await requireRead(caller, params.runId);
      const { content } = await artifacts.getOfRun(params.runId, params.digest);
      // What is applied is kept as it is; what is shown has its secrets masked.
      return redactSecrets(Buffer.from(content).toString('utf8'));
    },
  };
}
