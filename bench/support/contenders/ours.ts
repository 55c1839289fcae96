import { SYSTEM_ACTOR } from '@backstage-orchestrator/plugin-orchestrator-common';
import { systemClock } from '../../../plugins/orchestrator-backend/src/clock';
import { EventLog } from '../../../plugins/orchestrator-backend/src/store/EventLog';
import {
  createWorkTransport,
  type Claim,
} from '../../../plugins/orchestrator-backend/src/work';
import { silence } from '../services';
import type { Contender, ContenderKind } from './Contender';

/** The transport that the product takes on this database, and an event in the transaction that settles. */
export const ours: ContenderKind = {
  name: 'ours',
  async open(database) {
    const { transport } = createWorkTransport({
      database,
      clock: systemClock,
      logger: silence,
    });
    const log = new EventLog();
    await transport.start();
    // As every worker does.
    const end = transport.onWake(() => {});
    const contender: Contender<Claim> = {
      fill: count =>
        database.transaction(trx =>
          transport.enqueue(
            trx,
            Array.from({ length: count }, (_, index) => ({
              id: `item-${index}`,
              lane: 'git',
              kind: 'target.dryRun',
              runId: 'run-1',
              targetId: `target-${index}`,
            })),
          ),
        ),
      claim: max => transport.claim({ lanes: ['git'], max, worker: 'bench' }),
      finish: claim =>
        database.transaction(async trx => {
          const lost = await transport.settle(trx, [{ claim, kind: 'done' }]);
          if (lost.length > 0) {
            throw new Error(`Item ${claim.item.id} was lost`);
          }
          const { id, targetId } = claim.item;
          const data = { attempt: { number: 1, outcome: 'dryRunFinished' } };
          await log.append(
            trx,
            [
              {
                stream: `target/run-1/${id}`,
                runId: 'run-1',
                targetId,
                expectedVersion: 0,
                events: [{ type: 'target.dryRunFinished', data }],
              },
            ],
            {
              actor: SYSTEM_ACTOR,
              requestId: id,
              occurredAt: new Date().toISOString(),
            },
          );
        }),
      async close() {
        end();
        await transport.stop();
      },
    };
    return contender as Contender;
  },
};
