import type { Request } from '../runs/RunService';
import { SerializationFailure } from './MemoryDatabase';
import type { Random } from './Random';

const REFUSALS = [
  'ConflictError',
  'InputError',
  'NotAllowedError',
  'NotFoundError',
];

/** Where people work. */
interface PeopleWorld<TReplica> {
  invariants: {
    acknowledged(what: string, runId: string, version: number): void;
  };
  someReplica(): TReplica | undefined;
}

/** People who have one run created, and send commands about it. */
export abstract class People<
  TReplica extends {
    after(delayMs: number, what: string, task: () => Promise<void>): void;
  },
> {
  /** The run, once somebody has heard that it was created. */
  runId: string | undefined;
  readonly #world: PeopleWorld<TReplica>;
  #requests = 0;

  constructor(world: PeopleWorld<TReplica>) {
    this.#world = world;
  }

  /**
   * Has the run created.
   *
   * @param send - sends a request that names the run: whoever does not hear the answer asks again, and gets the same one
   */
  protected createBy(
    what: string,
    send: (replica: TReplica) => Promise<string>,
  ): void {
    const replica = this.#world.someReplica();
    replica?.after(1, what, async () => {
      const id = await send(replica);
      this.#world.invariants.acknowledged('create', id, 1);
      this.runId = id;
    });
  }

  /** A refusal is an answer like another; everything else that is thrown is a fault. */
  protected async answered(
    what: string,
    act: () => Promise<unknown> | undefined,
  ): Promise<void> {
    try {
      const after = await act();
      if (isRun(after)) {
        this.#world.invariants.acknowledged(what, after.id, after.version);
      }
    } catch (error) {
      if (
        !(error instanceof SerializationFailure) &&
        !REFUSALS.includes((error as Error).name)
      ) {
        throw error;
      }
    }
  }

  protected request(by: string, kind: 'user' | 'service' = 'user'): Request {
    this.#requests += 1;
    return {
      actor: { kind, ref: by },
      requestId: `request-${this.#requests}`,
    };
  }
}

function isRun(value: unknown): value is { id: string; version: number } {
  return typeof value === 'object' && value !== null && 'version' in value;
}

/** One of several acts, each as often as its weight says. */
export function drawn<TAct>(
  random: Random,
  acts: readonly [weight: number, act: TAct][],
): TAct {
  const total = acts.reduce((sum, [weight]) => sum + weight, 0);
  let left = random.next() * total;
  const found = acts.find(([weight]) => {
    left -= weight;
    return left < 0;
  });
  return (found ?? acts[0])[1];
}
