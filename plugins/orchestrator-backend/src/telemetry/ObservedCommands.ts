import { AsyncLocalStorage } from 'node:async_hooks';
import type { TracingService } from '@backstage/backend-plugin-api/alpha';
import type { CommandObserver, CommandSubject } from '../runs/CommandObserver';
import type { Metrics } from './Metrics';
import type { WorkContext } from './WorkContext';

/** Times and traces commands, of sweeps and of trains, and counts their conflicts. */
export class ObservedCommands implements CommandObserver {
  readonly #metrics: Metrics;
  readonly #tracing: TracingService;
  readonly #context: WorkContext;
  readonly #command = new AsyncLocalStorage<string>();

  constructor(options: {
    metrics: Metrics;
    tracing: TracingService;
    context: WorkContext;
  }) {
    this.#metrics = options.metrics;
    this.#tracing = options.tracing;
    this.#context = options.context;
  }

  async observe<T>(
    command: string,
    about: CommandSubject,
    work: () => Promise<T>,
  ): Promise<T> {
    const startedMs = performance.now();
    let outcome = 'refused';
    try {
      const result = await this.#context.run(about, () =>
        this.#command.run(command, () =>
          this.#tracing.startActiveSpan(
            `orchestrator.command.${command}`,
            {
              attributes: {
                'orchestrator.run.id': about.run,
                'orchestrator.target.id': about.target,
              },
            },
            work,
          ),
        ),
      );
      outcome = 'done';
      return result;
    } finally {
      this.#metrics.duration('commandDuration', performance.now() - startedMs, {
        command,
        outcome,
      });
    }
  }

  conflict(): void {
    const command = this.#command.getStore() ?? 'unknown';
    this.#metrics.add('commandConflicts', { command });
  }
}
