import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { AttemptPermit, SingleWrite } from '../pacing';
import { SerializationFailure } from './MemoryDatabase';
import { Random } from './Random';
import { HOST, MINUTE_MS, OWNERS } from './Scenario';
import type { SweepWorld } from './SweepWorld';
import type { VirtualReplica } from './VirtualReplica';

/** Limits of one run don't count what it writes, those of its hosts and owners do. */
export const OTHER_RUN = 'train-1';

const MOST_WRITES = 6;
const HOSTS = [HOST, HOST, 'elsewhere'];

/** Another run that writes as well, as the workflows of trains do: some at the same host, for the same owners. */
export class OtherRun {
  readonly #world: SweepWorld;
  readonly #random: Random;

  constructor(world: SweepWorld, seed: number) {
    this.#world = world;
    this.#random = new Random(seed, 'other run');
  }

  begin(): void {
    const count = this.#random.int(0, MOST_WRITES);
    for (let index = 1; index <= count; index += 1) {
      const write: SingleWrite = {
        workId: `${OTHER_RUN}/step-${index}`,
        runId: OTHER_RUN,
        targetId: `step-${index}`,
        host: this.#random.pick(HOSTS),
        owner: this.#random.pick(OWNERS),
        requests: this.#random.int(1, 2),
      };
      const triesLeft = this.#random.int(1, 3);
      this.#askAt(this.#random.int(0, 40 * MINUTE_MS), write, triesLeft);
    }
  }

  #askAt(delayMs: number, write: SingleWrite, triesLeft: number): void {
    this.#world.agenda.after(delayMs, `${write.workId} asks`, () => {
      const replica = this.#world.someReplica();
      return replica?.step('asks', () =>
        this.#unlessOutOfReach(() => this.#ask(replica, write, triesLeft)),
      );
    });
  }

  /** Who has asked often enough in vain gives its place to others. */
  async #ask(
    replica: VirtualReplica,
    write: SingleWrite,
    triesLeft: number,
  ): Promise<void> {
    const { permit, notBefore = '' } = await replica.pacer.permit(write);
    if (permit) {
      replica.holdsPermit();
      replica.after(this.#random.int(100, 30_000), 'writes', () =>
        this.#unlessOutOfReach(() => this.#write(write, permit)),
      );
    } else if (triesLeft === 0) {
      await replica.pacer.withdraw(write.workId);
    } else {
      const waitMs = Date.parse(notBefore) - this.#world.agenda.now;
      this.#askAt(waitMs, write, triesLeft - 1);
    }
  }

  async #write(write: SingleWrite, permit: AttemptPermit): Promise<void> {
    try {
      await permit.send(write.requests, async () =>
        this.#world.invariants.otherWrite(permit, write),
      );
    } finally {
      await permit.release();
    }
  }

  /** Its step would be tried again; it is as good as one that was given up. */
  async #unlessOutOfReach(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (
        !(error instanceof SerializationFailure) &&
        !(error instanceof FailureError)
      ) {
        throw error;
      }
    }
  }
}
