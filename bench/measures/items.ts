import type { Knex } from 'knex';
import type { Aim, Bench, Measure, Result } from '../measure';
import { BareQueue } from '../support/BareQueue';
import { drain } from '../support/drain';
import { NoopRuns } from '../support/NoopRuns';
import { OurQueue } from '../support/OurQueue';
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
  const bare = new BareQueue(database);
  return OurQueue.use(database, queue =>
    compare(sizes.rounds, {
      ours: async () => {
        await bare.clear();
        await queue.fill(sizes.items);
        return perSecond(sizes.items, () =>
          drain({
            slots: sizes.slots,
            claim: max => queue.claim(max),
            finish: claim => queue.finish(claim),
          }),
        );
      },
      baseline: () => bareLoop(bare, sizes, 1),
    }),
  );
}

/** The dry run of a whole sweep: decisions, events, read tables, outbox and the next item, for each target. */
function compareCommands({ sizes }: Bench, database: Knex) {
  const bare = new BareQueue(database);
  return NoopRuns.use(database, noop =>
    compare(sizes.rounds, {
      ours: async () => {
        await bare.clear();
        await noop.create(sizes.items, 2 * sizes.slots);
        return perSecond(sizes.items, () => noop.work(sizes.slots));
      },
      baseline: () => bareLoop(bare, sizes, EVENTS_PER_COMMAND),
    }),
  );
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
