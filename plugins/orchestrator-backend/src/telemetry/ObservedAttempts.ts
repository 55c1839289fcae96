import type { TracingService } from '@backstage/backend-plugin-api/alpha';
import { failureOf } from '../runs/failureOf';
import type {
  Attempt,
  AttemptEnd,
  AttemptObserver,
} from '../work/AttemptObserver';
import type { Metrics } from './Metrics';

const FAILED = 'failed';
/** It waits for a code host or a limit, and comes again: nothing is wrong with the work. */
const PUT_OFF = 'putOff';
/** The claim was lost or handed back. */
const INTERRUPTED = 'interrupted';

/** Counts, times and traces attempts, whatever kind of work they are at. */
export class ObservedAttempts implements AttemptObserver {
  readonly #metrics: Metrics;
  readonly #tracing: TracingService;

  constructor(options: { metrics: Metrics; tracing: TracingService }) {
    this.#metrics = options.metrics;
    this.#tracing = options.tracing;
  }

  async observe<T>(
    { stage, signal }: Attempt,
    work: () => Promise<T>,
    endOf: (result: T) => AttemptEnd,
  ): Promise<T> {
    const startedMs = performance.now();
    const ended = (end: AttemptEnd) =>
      this.#tell(
        stage,
        signal.aborted ? { outcome: INTERRUPTED } : end,
        performance.now() - startedMs,
      );
    try {
      const result = await this.#tracing.startActiveSpan(
        `orchestrator.execute.${stage}`,
        work,
      );
      ended(endOf(result));
      return result;
    } catch (error) {
      ended({ outcome: FAILED, failure: failureOf(error) });
      throw error;
    }
  }

  #tell(stage: string, { outcome, failure }: AttemptEnd, ms: number): void {
    const labels = {
      stage,
      outcome: failure?.class === 'rateLimited' ? PUT_OFF : outcome,
    };
    this.#metrics.add('attempts', labels);
    this.#metrics.duration('attemptDuration', ms, labels);
    if (failure) {
      const { class: failureClass, code } = failure;
      this.#metrics.add('failures', { stage, class: failureClass, code });
    }
  }
}
