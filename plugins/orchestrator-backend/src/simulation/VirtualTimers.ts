import {
  SYSTEM_ACTOR,
  type RunCommand,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Timer } from '../runs/timers';
import type { Change } from './JournaledMap';
import type { VirtualReplica } from './VirtualReplica';
import type { World } from './World';

/** A timer that could not be fired is tried again so soon. */
const RETRY_MS = 15_000;

/** Fires timers once they are due: who removes the row fires, in the same transaction. */
export class VirtualTimers {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  afterCommit(changes: Change[]): void {
    const { timers } = this.#world.database.tables;
    for (const { map, key } of changes) {
      const timer = timers.get(key);
      if ((map as unknown) === timers && timer) {
        this.#watch(timer);
      }
    }
  }

  #watch(timer: Timer): void {
    const { agenda } = this.#world;
    agenda.at(Date.parse(timer.dueAt), `timer ${timer.id}`, () => {
      if (!this.#isSet(timer)) {
        return undefined;
      }
      agenda.after(RETRY_MS, `timer ${timer.id} again`, () =>
        this.#watch(timer),
      );
      const replica = this.#world.someReplica();
      return replica?.step('fires', () => this.#fire(replica, timer));
    });
  }

  async #fire(replica: VirtualReplica, timer: Timer): Promise<void> {
    if (timer.dueAt > replica.now()) {
      return;
    }
    await replica.transaction(async records => {
      if (this.#isSet(timer)) {
        await records.clearTimer(timer.id);
        await replica.runs.within(records, timer.runId, commandOf(timer), {
          actor: SYSTEM_ACTOR,
          requestId: timer.id,
        });
      }
    });
    this.#world.wake();
  }

  #isSet(timer: Timer): boolean {
    return this.#world.database.tables.timers.get(timer.id) === timer;
  }
}

function commandOf({
  payload,
}: Timer): Extract<RunCommand, { type: 'finishSoak' | 'expireApproval' }> {
  return payload.approvalId === undefined
    ? { type: 'finishSoak', batch: payload.batch ?? 0 }
    : { type: 'expireApproval', approvalId: payload.approvalId };
}
