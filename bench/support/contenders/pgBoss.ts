import { fromKnex, PgBoss, type Job } from 'pg-boss';
import { BareQueue } from '../BareQueue';
import type { Contender, ContenderKind } from './Contender';

const QUEUE = 'bench';

/** pg-boss as its documentation has it, on our pool: no turns of runs, and each job completed beside its event. */
export const pgBoss: ContenderKind = {
  name: 'pg-boss alone',
  async open(database) {
    const boss = new PgBoss({ db: fromKnex(database), schedule: false });
    boss.on('error', error => console.error(error));
    await boss.start();
    await boss.createQueue(QUEUE);
    const bare = new BareQueue(database);
    const contender: Contender<Job<{ item: string }>> = {
      async fill(count) {
        const jobs = Array.from({ length: count }, (_, index) => ({
          data: { item: `item-${index}` },
        }));
        await boss.insert(QUEUE, jobs);
      },
      claim: max => boss.fetch(QUEUE, { batchSize: max }),
      finish: job =>
        database.transaction(async trx => {
          await boss.complete(QUEUE, job.id, undefined, { db: fromKnex(trx) });
          await bare.writeEvents(trx, job.data.item, 1);
        }),
      async close() {
        await boss.stop({ graceful: false });
      },
    };
    return contender as Contender;
  },
};
