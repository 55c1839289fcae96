/* eslint-disable jest/no-export -- a suite for the test file of each transport */
import { eventually } from '../../../testing/eventually';
import { ScriptProcess } from '../../../testing/ScriptProcess';
import { item, TEST_TIMEOUT_MS, type GivenTransport } from './GivenTransport';

const KILLS = 6;
const ITEMS_PER_KILL = 150;
const SETTLED_BEFORE_KILL = 5;

/** What is left when workers die, in processes that are really killed. */
export function describeCrashing(given: GivenTransport): void {
  it(
    `loses and doubles nothing when workers are killed ${KILLS} times`,
    async () => {
      const settledTable = 'settled_by_crashing_workers';
      await given.database.schema.createTable(settledTable, table => {
        table.string('item_id', 100).notNullable();
        table.integer('attempt').notNullable();
      });
      const ids: string[] = [];
      const enqueueMore = async () => {
        const more = Array.from(
          { length: ITEMS_PER_KILL },
          (_, n) => `item-${ids.length + n}`,
        );
        ids.push(...more);
        await given.enqueue(
          ...more.map((id, n) =>
            item(id, { lane: 'crash', runId: `run-${n % 3}` }),
          ),
        );
      };
      const countSettled = async () => {
        const row = await given
          .database(settledTable)
          .count({ count: '*' })
          .first();
        return Number(row?.count);
      };
      const { script, parallel, told } = given.under.crashing;
      const workers: ScriptProcess[] = [];
      const startWorkers = () => {
        while (workers.length < parallel) {
          workers.push(
            new ScriptProcess(script, told({ lane: 'crash', settledTable })),
          );
        }
      };
      const expectAlive = () =>
        expect(workers.map(worker => worker.failure)).toEqual(
          workers.map(() => undefined),
        );
      try {
        for (let kill = 0; kill < KILLS; kill += 1) {
          startWorkers();
          const goal = ids.length + SETTLED_BEFORE_KILL + kill;
          await enqueueMore();
          await eventually(`${goal} settled items`, async () => {
            expectAlive();
            return (await countSettled()) >= goal;
          });
          await workers.shift()?.end();
        }
        startWorkers();
        await eventually('all items settled', async () => {
          expectAlive();
          return (await countSettled()) >= ids.length;
        });
      } finally {
        await Promise.all(workers.map(worker => worker.end()));
      }
      const settled: { item_id: string; attempt: number }[] =
        await given.database(settledTable);
      expect(settled.map(({ item_id }) => item_id).sort()).toEqual(ids.sort());
      // Otherwise nobody was killed in the middle of anything.
      expect(Math.max(...settled.map(row => row.attempt))).toBeGreaterThan(1);
      expect(await given.transport.stats()).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );
}
