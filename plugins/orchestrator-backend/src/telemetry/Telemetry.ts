import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type {
  MetricsService,
  TracingService,
} from '@backstage/backend-plugin-api/alpha';
import { SYSTEM_ACTOR } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { RequestOfClaim } from '../runs/requestOfClaim';
import { Metrics } from './Metrics';
import { ObservedAttempts } from './ObservedAttempts';
import { ObservedCommands } from './ObservedCommands';
import { RequestTraces } from './RequestTraces';
import { WorkContext } from './WorkContext';
import { workScope } from './workScope';

/** What one process tells of its work, in its log, its metrics and its traces, each line with what it is about. */
export class Telemetry {
  readonly #tracing: TracingService;
  readonly #context = new WorkContext();
  /** Its lines say what they are about. */
  readonly logger: LoggerService;
  readonly metrics: Metrics;
  readonly traces: RequestTraces;
  readonly attempts: ObservedAttempts;
  readonly commands: ObservedCommands;
  /** The scope of all that is done for a claim. */
  readonly within: ReturnType<typeof workScope>;
  /** What follows from work leads back to the request that the work began with. */
  readonly requestOf: RequestOfClaim = ({ item }) => ({
    actor: SYSTEM_ACTOR,
    requestId: this.#context.fields().requestId ?? item.id,
  });

  constructor(options: {
    database: Knex;
    logger: LoggerService;
    metrics: MetricsService;
    tracing: TracingService;
  }) {
    const { database, tracing } = options;
    const context = this.#context;
    const metrics = new Metrics(options.metrics);
    const traces = new RequestTraces({ database, tracing });
    this.#tracing = tracing;
    this.logger = context.logger(options.logger);
    this.metrics = metrics;
    this.traces = traces;
    this.attempts = new ObservedAttempts({ metrics, tracing });
    this.commands = new ObservedCommands({ metrics, tracing, context });
    this.within = workScope({ traces, tracing, context });
  }

  /** Runs an operation of the API, so that what it logs and traces says what it is about. */
  around<T>(
    operation: string,
    run: string | undefined,
    caller: { requestId: string; credentials: BackstageCredentials },
    work: () => Promise<T>,
  ): Promise<T> {
    const { requestId, credentials } = caller;
    return this.#context.run({ requestId, ...(run && { run }) }, () =>
      this.#tracing.startActiveSpan(
        `orchestrator.request.${operation}`,
        {
          credentials,
          attributes: {
            'orchestrator.request.id': requestId,
            'orchestrator.run.id': run,
          },
        },
        work,
      ),
    );
  }
}
