import type { TracingService } from '@backstage/backend-plugin-api/alpha';
import { SYSTEM_REQUEST } from '../runs/systemRequest';
import type { Claim, WorkItem } from '../work';
import type { RequestTraces, WorkOrigin } from './RequestTraces';
import type { WorkContext } from './WorkContext';

/**
 * Makes the scope of a claim: what is done in it is about this work, in each line of the log, and belongs to the trace
 * of the request that queued it.
 */
export function workScope(options: {
  traces: RequestTraces;
  tracing: TracingService;
  context: WorkContext;
}): (claim: Claim, work: () => Promise<void>) => Promise<void> {
  const { traces, tracing, context } = options;
  return async ({ item, attempt }, work) => {
    const { runId: run, targetId: target, kind } = item;
    const origin = await traces.originOf(item);
    const { trace } = origin;
    const requestId = requestOf(item, origin);
    const attributes = {
      'orchestrator.run.id': run,
      'orchestrator.target.id': target,
      'orchestrator.attempt': attempt,
      'orchestrator.work.kind': kind,
      'orchestrator.request.id': requestId,
    };
    await context.run({ run, target, attempt, requestId }, () =>
      tracing.context.with(trace ?? tracing.context.active(), () =>
        tracing.startActiveSpan(
          'orchestrator.attempt',
          { kind: 'consumer', attributes },
          work,
        ),
      ),
    );
  };
}

/** Where nobody has asked for it, its own id leads to what follows from it. */
function requestOf({ id }: WorkItem, { requestId }: WorkOrigin): string {
  return requestId === undefined || requestId === SYSTEM_REQUEST.requestId
    ? id
    : requestId;
}
