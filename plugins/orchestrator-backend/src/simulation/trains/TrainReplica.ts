import { AnalysisSampler } from '../../metricSources';
import { ClaimLostError } from '../../runs/completeTargets';
import type { TrainDatabase } from '../../trains/TrainRecords';
import { SendHandler } from '../../trains/SendHandler';
import { StepHandler } from '../../trains/StepHandler';
import { TrainService } from '../../trains/TrainService';
import { WatchHandler } from '../../trains/WatchHandler';
import type { WorkHandler } from '../../work/WorkHandler';
import type { Claim } from '../../work/WorkTransport';
import { SILENT } from '../silent';
import { VirtualProcess, type LivingDatabase } from '../VirtualProcess';
import { productsOf, type MemoryTrainRecords } from './MemoryTrainRecords';
import type { TrainWorld } from './TrainWorld';
import type { Waiting } from './VirtualOutside';

/** A claim in the hands of this process. */
interface Running {
  claim: Claim;
  abort: AbortController;
}

/** A process of the backend that runs trains: the real command handling, and the real handlers of work. */
export class TrainReplica
  extends VirtualProcess<MemoryTrainRecords>
  implements Waiting
{
  service!: TrainService;
  readonly #world: TrainWorld;
  #handlers: Record<string, WorkHandler> = {};
  #running = new Map<string, Running>();

  constructor(world: TrainWorld, options: { name: string; skewMs: number }) {
    super(world, options);
    this.#world = world;
  }

  sleep(delayMs: number, what: string): Promise<void> {
    return new Promise(resolve => {
      this.after(delayMs, what, () => resolve());
    });
  }

  protected boot(
    database: LivingDatabase<MemoryTrainRecords>,
    random: () => number,
  ): void {
    const { tables } = this.#world.database;
    const trains: TrainDatabase = {
      transaction: work => database.transaction(work),
      readTrain: async id => tables.trains.get(id),
      readProducts: async id => productsOf(tables, id),
    };
    this.service = new TrainService({
      database: trains,
      clock: this.clock,
      random,
      newId: () => this.#world.newId(),
      newSuffix: () => this.#world.newId(),
      onCommitted: () => this.#world.wake(),
      operatorWindows: this.#world.operatorWindows,
    });
    this.#handlers = this.#handlersOf(trains);
  }

  /** The work goes on by itself, over as many steps as it takes. */
  protected begin(claim: Claim): undefined {
    const running = { claim, abort: new AbortController() };
    this.#running.set(claim.item.id, running);
    this.#work(running).catch(error =>
      this.#world.invariants.violated(
        'noUnexpectedError',
        `${this.name} ${claim.item.kind} ${claim.item.id}: ${error}`,
      ),
    );
    return undefined;
  }

  protected held(): Claim[] {
    return [...this.#running.values()].map(({ claim }) => claim);
  }

  protected lose({ item }: Claim): void {
    this.#running.get(item.id)?.abort.abort(new Error('The claim was lost'));
    this.#running.delete(item.id);
  }

  protected forget(): void {
    this.#running = new Map();
  }

  async #work(running: Running): Promise<void> {
    const { claim, abort } = running;
    try {
      await this.#handlers[claim.item.kind].execute(claim, abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) {
        await this.afterFailure(claim, error);
      } else if (!(error instanceof ClaimLostError)) {
        throw error;
      }
    } finally {
      if (this.#running.get(claim.item.id) === running) {
        this.#running.delete(claim.item.id);
      }
      this.poke();
    }
  }

  #handlersOf(trains: TrainDatabase): Record<string, WorkHandler> {
    const { outside, invariants } = this.#world;
    const { service } = this;
    const settled = async <T>(claim: Claim, work: Promise<T>) => {
      const result = await work;
      invariants.settled(claim);
      return result;
    };
    return {
      'train.step': new StepHandler({
        trains,
        service: {
          completeStep: (claim, ...rest) =>
            settled(claim, service.completeStep(claim, ...rest)),
          postponeStep: (...rest) => service.postponeStep(...rest),
          deferStep: (...rest) => service.deferStep(...rest),
          completeCancel: (...rest) => service.completeCancel(...rest),
          commandProduct: (...rest) => service.commandProduct(...rest),
        },
        executors: outside.executors(this),
        // No step of these trains starts a workflow.
        cancelWorkflow: async () => 'unknown',
        leaveQueue: async () => {},
        logger: SILENT,
      }),
      'train.send': new SendHandler({
        trains,
        service: {
          handOver: (...rest) => service.handOver(...rest),
          completeSending: (claim, ...rest) =>
            settled(claim, service.completeSending(claim, ...rest)),
        },
        channels: outside.channels(this),
        portalUrl: 'https://portal.example.com',
        logger: SILENT,
      }),
      'train.watch': new WatchHandler({
        service: {
          readWatch: (...watch) => service.readWatch(...watch),
          completeWatch: (claim, ...rest) =>
            settled(claim, service.completeWatch(claim, ...rest)),
        },
        clock: this.clock,
        logger: SILENT,
        sampler: new AnalysisSampler({
          reader: outside.reader(this),
          clock: this.clock,
        }),
        reader: outside.reader(this),
        collectors: outside.collectors(this),
      }),
    };
  }
}
