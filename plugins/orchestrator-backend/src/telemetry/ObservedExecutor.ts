import type { TracingService } from '@backstage/backend-plugin-api/alpha';
import type {
  Failure,
  TargetOutcome,
  TargetStage,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type {
  AttemptContext,
  TargetExecutor,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { failureOf } from '../runs/failureOf';
import type { Metrics } from './Metrics';

/** What looks over an executor's shoulder. */
export interface ObservedExecutorOptions {
  executor: TargetExecutor;
  metrics: Metrics;
  tracing: TracingService;
}

/** An executor whose attempts are counted, timed and traced. */
export class ObservedExecutor implements TargetExecutor {
  readonly #options: ObservedExecutorOptions;

  constructor(options: ObservedExecutorOptions) {
    this.#options = options;
  }

  dryRun(context: AttemptContext): Promise<TargetOutcome> {
    return this.#observe('dryRun', context);
  }

  apply(context: AttemptContext): Promise<TargetOutcome> {
    return this.#observe('apply', context);
  }

  rollback(context: AttemptContext): Promise<TargetOutcome> {
    return this.#observe('rollback', context);
  }

  async #observe(
    stage: TargetStage,
    context: AttemptContext,
  ): Promise<TargetOutcome> {
    const { executor, tracing } = this.#options;
    const startedMs = performance.now();
    const ended = (outcome: string) =>
      this.#ended(stage, outcome, performance.now() - startedMs);
    try {
      const outcome = await tracing.startActiveSpan(
        `orchestrator.execute.${stage}`,
        () => executor[stage](context),
      );
      ended(context.signal.aborted ? 'interrupted' : outcome.type);
      if (outcome.type === 'gatesFailed') {
        this.#failed(stage, context, {
          class: 'permanent',
          code: 'gateFailed',
          message: '',
        });
      } else if (outcome.type === 'failed') {
        this.#failed(stage, context, outcome.failure);
      }
      return outcome;
    } catch (error) {
      if (context.signal.aborted) {
        ended('interrupted');
        throw error;
      }
      const failure = failureOf(error);
      ended('failed');
      this.#failed(stage, context, failure);
      throw error;
    }
  }

  #ended(stage: TargetStage, outcome: string, ms: number): void {
    const { metrics } = this.#options;
    metrics.add('attempts', { stage, outcome });
    metrics.duration('attemptDuration', ms, { stage, outcome });
  }

  #failed(
    stage: TargetStage,
    { target }: AttemptContext,
    failure: Failure,
  ): void {
    const { metrics } = this.#options;
    metrics.add('failures', {
      stage,
      class: failure.class,
      code: failure.code,
    });
    if (failure.class === 'rateLimited' && failure.retryAfter) {
      metrics.duration(
        'rateLimitWait',
        Date.parse(failure.retryAfter) - Date.now(),
        { host: target.repository?.host ?? 'unknown' },
      );
    }
  }
}
