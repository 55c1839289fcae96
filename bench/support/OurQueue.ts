import { SYSTEM_ACTOR } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { systemClock } from '../../plugins/orchestrator-backend/src/clock';
import { GroupCommit } from '../../plugins/orchestrator-backend/src/runs/GroupCommit';
import { EventLog } from '../../plugins/orchestrator-backend/src/store/EventLog';
import {
  createWorkTransport,
  type Claim,
  type WorkTransport,
} from '../../plugins/orchestrator-backend/src/work';
import { silence } from './services';

const RUN = 'run-1';

/** The transport that the product takes on a database, and an event row in the transaction that settles; nothing is decided. */
export class OurQueue {
  readonly #database: Knex;
  readonly #transport: WorkTransport;
  readonly #log = new EventLog();
  /** As the product commits. */
  readonly #commits = new GroupCommit<Claim>({
    commit: (_run, claims) => this.#commit(claims),
    identify: ({ item }) => item.id,
  });

  private constructor(database: Knex) {
    this.#database = database;
    this.#transport = createWorkTransport({
      database,
      clock: systemClock,
      logger: silence,
    }).transport;
  }

  /** Works with a queue on an empty database that has our tables. */
  static async use<T>(
    database: Knex,
    work: (queue: OurQueue) => Promise<T>,
  ): Promise<T> {
    const queue = new OurQueue(database);
    await queue.#transport.start();
    // As workers do: who isn't woken has to ask at each claim whether something has become due.
    const sleep = queue.#transport.onWake(() => {});
    try {
      return await work(queue);
    } finally {
      sleep();
      await queue.#transport.stop();
    }
  }

  fill(count: number): Promise<void> {
    return this.#database.transaction(trx =>
      this.#transport.enqueue(
        trx,
        Array.from({ length: count }, (_, index) => ({
          id: `item-${index}`,
          lane: 'git',
          kind: 'target.dryRun',
          runId: RUN,
          targetId: `target-${index}`,
        })),
      ),
    );
  }

  claim(max: number): Promise<Claim[]> {
    return this.#transport.claim({ lanes: ['git'], max, worker: 'bench' });
  }

  finish(claim: Claim): Promise<void> {
    return this.#commits.submit(RUN, claim);
  }

  #commit(claims: Claim[]): Promise<undefined[]> {
    return this.#database.transaction(async trx => {
      const lost = await this.#transport.settle(
        trx,
        claims.map(claim => ({ claim, kind: 'done' })),
      );
      if (lost.length > 0) {
        throw new Error(`${lost.length} items were lost`);
      }
      const occurredAt = new Date().toISOString();
      const data = { attempt: { number: 1, outcome: 'dryRunFinished' } };
      await this.#log.append(
        trx,
        claims.map(({ item }) => ({
          stream: `target/${RUN}/${item.id}`,
          runId: RUN,
          targetId: item.targetId,
          expectedVersion: 0,
          events: [{ type: 'target.dryRunFinished', data }],
          cause: { actor: SYSTEM_ACTOR, requestId: item.id, occurredAt },
        })),
      );
      return claims.map(() => undefined);
    });
  }
}
