import type {
  CriterionKind,
  ResultDraft,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  FailureError,
  SendError,
  type Channel,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { OwnFlagProvider } from '../../flags/providers/OwnFlagProvider';
import type { MetricReader, MetricSample } from '../../metricSources';
import type {
  AutomaticStepKind,
  StepContext,
  StepExecutor,
} from '../../trains/StepHandler';
import { flagStep } from '../../trains/stepExecutors/flagStep';
import type { CollectContext, Collector } from '../../trains/WatchHandler';
import type { Interventions } from '../Interventions';
import type { Random } from '../Random';
import type { VirtualFlags } from './VirtualFlags';

const SLOW_MS = 90_000;

/** A message that has reached its receiver. */
export interface Receipt {
  channel: string;
  /** By which the receiver drops repeats. */
  key: string;
  subject: string;
  body: string;
}

/** Who watches what goes out. */
export interface OutsideObserver {
  /** Somebody begins to work on a step. */
  stepBegins(context: StepContext): void;
  received(receipt: Receipt): void;
}

/** What outside of the process is needed to wait. */
export interface Waiting {
  /** Goes on later, if the process still lives then. */
  sleep(delayMs: number, what: string): Promise<void>;
}

/** What is outside of the portal: what steps reach, channels, metrics and those who know evidence. */
export class VirtualOutside {
  readonly #world: {
    interventions: Interventions;
    latency: Random;
    flags: VirtualFlags;
    observer: OutsideObserver;
    /** Gives a message another id each time, which is broken on purpose. */
    forgetsIds?: boolean;
  };
  readonly #provider: OwnFlagProvider;
  #receipts = 0;

  constructor(world: {
    interventions: Interventions;
    latency: Random;
    flags: VirtualFlags;
    observer: OutsideObserver;
    forgetsIds?: boolean;
  }) {
    this.#world = world;
    this.#provider = new OwnFlagProvider(world.flags);
  }

  /** What a process does steps with. */
  executors(process: Waiting): Record<AutomaticStepKind, StepExecutor> {
    const webhook = this.#step(process, async () => {});
    return {
      flag: this.#step(
        process,
        flagStep(() => this.#provider),
      ),
      webhook,
      workflow: webhook,
      command: webhook,
    };
  }

  /** What a process sends messages by. */
  channels(process: Waiting): Map<string, Channel> {
    return new Map(
      ['email', 'webhook'].map(kind => [
        kind,
        {
          kind,
          send: async ({ subject, body }, { idempotencyKey }) => {
            const { interventions, observer, forgetsIds } = this.#world;
            await this.#wait(process, `sends by ${kind}`);
            if (interventions.happens('sendFailed')) {
              throw new SendError('notSent', 'It was refused');
            }
            this.#receipts += 1;
            observer.received({
              channel: kind,
              key: forgetsIds ? `key-${this.#receipts}` : idempotencyKey,
              subject,
              body,
            });
            if (interventions.happens('sendReplyLost')) {
              throw new SendError('unknown', 'No answer came');
            }
            return 'sent';
          },
        },
      ]),
    );
  }

  /** What a process reads metrics with. */
  reader(process: Waiting): Pick<MetricReader, 'measure' | 'measureSuccess'> {
    return {
      measureSuccess: async ({ title }) => {
        const { interventions } = this.#world;
        await this.#wait(process, `measures ${title}`);
        return interventions.happens('metricError')
          ? { error: 'The server is gone', evidence: [] }
          : { value: 25, evidence: [] };
      },
      measure: async (metric): Promise<MetricSample> => {
        const { interventions } = this.#world;
        await this.#wait(process, `measures ${metric.name}`);
        if (interventions.happens('metricError')) {
          return { error: 'The server is gone', evidence: [] };
        }
        if (interventions.happens('metricFailed')) {
          return { value: 0.9, evidence: [] };
        }
        return {
          value: interventions.happens('metricInconclusive') ? 0.5 : 0.1,
          evidence: [],
        };
      },
    };
  }

  /** What a process collects evidence with. */
  collectors(process: Waiting): Partial<Record<CriterionKind, Collector>> {
    return {
      onCall: async context => ({
        draft: await this.#look(process, context),
      }),
      // As in a portal whose code hosts tell of no checks: pipelines record them.
      ci: async () => ({
        draft: { status: 'pending', summary: 'No pipeline', evidence: [] },
        nextAt: 'never',
      }),
    };
  }

  async #look(
    process: Waiting,
    { criterion }: CollectContext,
  ): Promise<ResultDraft> {
    const { interventions, latency } = this.#world;
    await this.#wait(process, `looks at ${criterion.id}`);
    const changed = interventions.happens('evidenceChanged');
    return {
      status:
        changed && latency.chance(0.5)
          ? latency.pick(['fail', 'pending', 'inconclusive', 'error'])
          : 'pass',
      summary: 'Seen',
      evidence: [],
      facts: { people: changed ? ['carl', 'dora'] : ['carl'] },
    };
  }

  #step(process: Waiting, effect: StepExecutor): StepExecutor {
    return async context => {
      const { interventions, observer } = this.#world;
      observer.stepBegins(context);
      await this.#wait(process, `does ${context.workId}`);
      context.signal.throwIfAborted();
      if (interventions.happens('stepHopeless')) {
        throw failure('permanent', 'stepHopeless');
      }
      if (interventions.happens('stepFailed')) {
        throw failure('transient', 'stepFailed');
      }
      await effect(context);
      if (interventions.happens('stepReplyLost')) {
        throw failure('transient', 'stepReplyLost');
      }
    };
  }

  #wait(process: Waiting, what: string): Promise<void> {
    const { interventions, latency } = this.#world;
    return process.sleep(
      latency.int(200, 8_000) +
        (interventions.happens('slowStep') ? SLOW_MS : 0),
      what,
    );
  }
}

function failure(kind: 'permanent' | 'transient', code: string): FailureError {
  return new FailureError({ class: kind, code, message: 'It broke' });
}
