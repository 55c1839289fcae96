import { AsyncLocalStorage } from 'node:async_hooks';
import type { TracingService } from '@backstage/backend-plugin-api/alpha';
import { RunService } from '../runs/RunService';
import type { Metrics } from './Metrics';
import type { WorkContext } from './WorkContext';

type RunServiceOptions = ConstructorParameters<typeof RunService>[0];

/** A run service whose commands are timed and traced, and whose conflicts are counted. */
export class ObservedRunService extends RunService {
  readonly #metrics: Metrics;
  readonly #tracing: TracingService;
  readonly #context: WorkContext;
  readonly #command: AsyncLocalStorage<string>;

  constructor(
    options: RunServiceOptions & {
      metrics: Metrics;
      tracing: TracingService;
      context: WorkContext;
    },
  ) {
    const command = new AsyncLocalStorage<string>();
    super({
      ...options,
      onConflict: () =>
        options.metrics.add('commandConflicts', {
          command: command.getStore() ?? 'unknown',
        }),
    });
    this.#metrics = options.metrics;
    this.#tracing = options.tracing;
    this.#context = options.context;
    this.#command = command;
  }

  override create(
    ...args: Parameters<RunService['create']>
  ): ReturnType<RunService['create']> {
    return this.#observe('create', {}, () => super.create(...args));
  }

  override command(
    ...args: Parameters<RunService['command']>
  ): ReturnType<RunService['command']> {
    const [run, { type }] = args;
    return this.#observe(type, { run }, () => super.command(...args));
  }

  override start(
    ...args: Parameters<RunService['start']>
  ): ReturnType<RunService['start']> {
    return this.#observe('start', { run: args[0] }, () => super.start(...args));
  }

  override cancel(
    ...args: Parameters<RunService['cancel']>
  ): ReturnType<RunService['cancel']> {
    return this.#observe('cancel', { run: args[0] }, () =>
      super.cancel(...args),
    );
  }

  override commandTargets(
    ...args: Parameters<RunService['commandTargets']>
  ): ReturnType<RunService['commandTargets']> {
    return this.#observe('targets', { run: args[0] }, () =>
      super.commandTargets(...args),
    );
  }

  override complete(
    ...args: Parameters<RunService['complete']>
  ): ReturnType<RunService['complete']> {
    const { runId: run, targetId: target } = args[0].claim.item;
    return this.#observe('complete', { run, target }, () =>
      super.complete(...args),
    );
  }

  override observe(
    ...args: Parameters<RunService['observe']>
  ): ReturnType<RunService['observe']> {
    const [run, target] = args;
    return this.#observe('observe', { run, target }, () =>
      super.observe(...args),
    );
  }

  override within(
    ...args: Parameters<RunService['within']>
  ): ReturnType<RunService['within']> {
    const [, run, { type }] = args;
    return this.#observe(type, { run }, () => super.within(...args));
  }

  async #observe<T>(
    command: string,
    about: { run?: string; target?: string },
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
}
