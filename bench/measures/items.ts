import { SYSTEM_ACTOR } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { EventLog } from '../../plugins/orchestrator-backend/src/store/EventLog';
import type { Claim } from '../../plugins/orchestrator-backend/src/work';
import type { Aim, Bench, Measure, Result } from '../measure';
import { BareQueue } from '../support/BareQueue';
import { drain } from '../support/drain';
import { NoopRuns } from '../support/NoopRuns';
import { compare, timed } from '../support/statistics';

/** Events of a finished target: what came of it, and that the next one is queued. */
const EVENTS_PER_COMMAND = 2;
const AIM: Aim = { of: 'ratio', kind: 'atLeast', value: 0.85 };

/** Items per second, against a bare loop that writes as many events. */
export const items: Measure = {
  name: 'items',
  async run(bench) {
    const results: Result[] = [];
    for (const kind of bench.databases.kinds) {
      const transport = await bench.databases.use(kind, database =>
        compareTransport(bench, database),
      );
      const commands = await bench.databases.use(kind, database =>
        compareCommands(bench, database),
      );
      results.push(
        line(`transport and event row, ${kind}`, transport),
        line(`whole command, ${kind}`, commands),
      );
    }
    return results;
  },
};

function line(
  name: string,
  compared: Omit<Result, 'measure' | 'unit'>,
): Result {
  return { measure: `items: ${name}`, unit: 'items/s', ...compared, aim: AIM };
}

/** Our transport, and an event row in the transaction that settles; nothing is decided. */
function compareTransport({ sizes }: Bench, database: Knex) {
  const { transport } = new NoopRuns(database);
  const log = new EventLog();
  const bare = new BareQueue(database);
  const finish = (claim: Claim) =>
    database.transaction(async trx => {
      await transport.settle(trx, [{ claim, kind: 'done' }]);
      const { id, targetId } = claim.item;
      const data = { attempt: { number: 1, outcome: 'dryRunFinished' } };
      await log.append(trx, [
        {
          stream: `target/run-1/${id}`,
          runId: 'run-1',
          targetId,
          expectedVersion: 0,
          events: [{ type: 'target.dryRunFinished', data }],
          cause: {
            actor: SYSTEM_ACTOR,
            requestId: id,
            occurredAt: new Date().toISOString(),
          },
        },
      ]);
    });
  const claim = (max: number) =>
    transport.claim({ lanes: ['git'], max, worker: 'bench' });
  return compare(sizes.rounds, {
    ours: async () => {
      await bare.clear();
      await bare.fill(sizes.items);
      return perSecond(sizes.items, () =>
        drain({ slots: sizes.slots, claim, finish }),
      );
    },
    baseline: () => bareLoop(bare, sizes, 1),
  });
}

/** The dry run of a whole sweep: decisions, events, read tables, outbox and the next item, for each target. */
function compareCommands({ sizes }: Bench, database: Knex) {
  const ours = new NoopRuns(database);
  const bare = new BareQueue(database);
  return compare(sizes.rounds, {
    ours: async () => {
      await bare.clear();
      await ours.create(sizes.items, 2 * sizes.slots);
      return perSecond(sizes.items, () => ours.work(sizes.slots));
    },
    baseline: () => bareLoop(bare, sizes, EVENTS_PER_COMMAND),
  });
}

async function bareLoop(
  bare: BareQueue,
  sizes: Bench['sizes'],
  events: number,
): Promise<number> {
  await bare.clear();
  await bare.fill(sizes.items);
  return perSecond(sizes.items, () =>
    drain({
      slots: sizes.slots,
      claim: max => bare.claim(max),
      finish: claim => bare.finish(claim, events),
    }),
  );
}

async function perSecond(
  expected: number,
  work: () => Promise<number>,
): Promise<number> {
  let done = 0;
  const durationMs = await timed(async () => {
    done = await work();
  });
  if (done !== expected) {
    throw new Error(`${done} items were worked on, not ${expected}`);
  }
  return (1000 * done) / durationMs;
}
