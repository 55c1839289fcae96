import { Pool } from 'pg';
import { systemClock } from '../../plugins/orchestrator-backend/src/clock';
import { openDatabase } from '../../plugins/orchestrator-backend/src/store/openDatabase';
import { openTestDatabase } from '../../plugins/orchestrator-backend/src/testing/openTestDatabase';
import { createEvents, ENGINE_EVENTS, expectAll, type Engine } from './Engine';
import { createWorkTransport } from '../../plugins/orchestrator-backend/src/work';
import { silence } from '../support/services';

const LANE = 'bench';

/** Our transport, as the product uses it: what came together is settled together, with its rows in the transaction. */
export const ours: Engine = {
  name: 'orchestrator',
  async run({ connection, items, slots }) {
    const pool = new Pool({ connectionString: connection, max: 1 });
    const client = openTestDatabase({ kind: 'PostgreSQL', connection });
    const database = await openDatabase({
      database: { getClient: async () => client },
      logger: silence,
      allowVolatile: false,
    });
    const { transport } = createWorkTransport({
      database,
      clock: systemClock,
      logger: silence,
    });
    try {
      await transport.start();
      await createEvents(pool);
      await database.transaction(trx =>
        transport.enqueue(
          trx,
          Array.from({ length: items }, (_, index) => ({
            id: `item-${index}`,
            lane: LANE,
            kind: 'work',
            runId: `run-${index % 2}`,
          })),
        ),
      );
      const started = performance.now();
      for (;;) {
        const claims = await transport.claim({
          lanes: [LANE],
          max: slots,
          worker: 'bench',
        });
        if (claims.length === 0) {
          break;
        }
        await database.transaction(async trx => {
          await transport.settle(
            trx,
            claims.map(claim => ({ claim, kind: 'done' })),
          );
          await trx(ENGINE_EVENTS).insert(
            claims.map(({ item, claimedAt }) => ({
              item: item.id,
              at: claimedAt,
            })),
          );
        });
      }
      const elapsed = performance.now() - started;
      await expectAll(pool, items);
      return elapsed;
    } finally {
      await transport.stop();
      await client.destroy();
      await pool.end();
    }
  },
};
