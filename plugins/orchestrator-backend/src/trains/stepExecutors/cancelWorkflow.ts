import type { LoggerService } from '@backstage/backend-plugin-api';
import type { WorkflowRun } from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { findRun, githubRepositoryAt, pacedHostOf } from '../../github';
import type { WorkflowCanceller } from '../StepHandler';
import { endRun } from './endRun';
import type { WorkflowTools } from './workflowRepository';
import { SEARCH_MS } from './workflowStep';

const AGAIN_MS = 10_000;
/** A run that could not be ended by then is a matter for people. */
const LONGEST_MS = 60 * 60_000;

/**
 * Ends the workflow of a step that was given up: the run that is known, or the one that has its correlation.
 *
 * @returns `unknown` where nobody can say whether it runs
 */
export function cancelWorkflow(
  tools: WorkflowTools & { logger: LoggerService },
): WorkflowCanceller {
  const { integrations, clock, logger } = tools;
  return async ({ workflow, trainId, product, workId }, signal) => {
    const now = clock.now().getTime();
    const age = now - Date.parse(workflow.requestedAt);
    const again = { until: new Date(now + AGAIN_MS).toISOString() };
    try {
      const repository = githubRepositoryAt(workflow.repository, integrations);
      const run =
        workflow.run ?? (await runOf(tools, repository, workflow, signal));
      if (run) {
        const write = {
          host: pacedHostOf(repository.host),
          owner: product.owner ?? '',
          runId: trainId,
          targetId: product.id,
          workId,
          requests: 1,
        };
        return await endRun(tools, write, { repository, id: run.id, signal });
      }
      return workflow.correlation !== undefined && age < SEARCH_MS
        ? again
        : 'unknown';
    } catch (error) {
      signal.throwIfAborted();
      const failure = error instanceof FailureError ? error.failure : undefined;
      const isOver = age > LONGEST_MS + SEARCH_MS;
      logger.warn(
        `${workflow.workflow} of ${workflow.repository} could not be ended: ${
          (error as Error).message
        }`,
      );
      if (!failure || failure.class === 'permanent' || isOver) {
        return 'unknown';
      }
      return failure.retryAfter === undefined
        ? again
        : { until: failure.retryAfter };
    }
  };
}

async function runOf(
  { github }: WorkflowTools,
  repository: Parameters<typeof findRun>[1],
  { workflow, correlation, requestedAt }: WorkflowRun,
  signal: AbortSignal,
) {
  return correlation === undefined
    ? undefined
    : findRun(
        github,
        repository,
        { workflow, correlation, since: requestedAt },
        signal,
      );
}
