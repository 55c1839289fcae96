import { mockServices } from '@backstage/backend-test-utils';
import { testDatabases } from '../testing';
import { StepHandler, type StepContext } from './StepHandler';
import { ANA, TrainHarness } from './testing/TrainHarness';

const databases = testDatabases();
const DEPARTURE = '2030-03-26T09:00:00.000Z';
const by = ANA.actor.ref;
const METRIC = {
  name: 'errors',
  interval: '1m',
  prometheus: { query: 'up' },
};

describe.each(databases.supported)('steps of trains on %s', kind => {
  let trains: TrainHarness;
  let done: string[];

  beforeEach(async () => {
    trains = new TrainHarness(await databases.init(kind));
    done = [];
  });

  const command = (
    id: string,
    what: Parameters<TrainHarness['service']['command']>[1],
  ) => trains.service.command(id, what, ANA);

  /** A train whose first wave has begun. */
  async function departed(): Promise<string> {
    const id = await trains.create({
      milestones: [{ id: 'ready', title: 'Ready', at: 'D-2', deadline: true }],
      gates: [
        {
          id: 'go',
          criteria: [
            {
              id: 'people',
              scope: 'train',
              rehearsal: { rehearsals: ['dry'] },
            },
          ],
        },
      ],
      rehearsals: [
        {
          id: 'dry',
          title: 'Dry',
          environment: 'staging',
          rollback: false,
          due: 'D-3',
        },
      ],
      waves: [{ id: 'pilot', soak: '10m', analysis: { during: [METRIC] } }],
    });
    await command(id, { type: 'startRehearsal', rehearsal: 'dry', by });
    await command(id, {
      type: 'finishRehearsal',
      rehearsal: 'dry',
      result: 'passed',
      by,
      notes: 'Went well',
      evidence: [],
      rollback: false,
    });
    for (const product of ['vault', 'payments', 'shop']) {
      await command(id, {
        type: 'grantException',
        product,
        milestone: 'ready',
        by,
        ownershipRefs: [],
        reason: 'It will do',
      });
    }
    await trains.at('2030-03-20T09:00:00.000Z');
    await trains.at(DEPARTURE);
    await command(id, { type: 'depart', by });
    return id;
  }

  const claims = async (of: string) =>
    (await trains.claim()).filter(({ item }) => item.kind === of);

  async function work(): Promise<void> {
    const execute = async ({ product, step }: StepContext) => {
      done.push(`${product.id} ${step.id}`);
    };
    const handler = new StepHandler({
      trains: trains.records,
      service: trains.service,
      executors: {
        flag: execute,
        webhook: execute,
        workflow: execute,
        command: execute,
      },
      cancelWorkflow: async () => 'unknown',
      leaveQueue: async () => {},
      logger: mockServices.logger.mock(),
    });
    for (const claim of await claims('train.step')) {
      await handler.execute(claim, new AbortController().signal);
    }
  }

  it.each(['halted', 'paused'])(
    'are not done while what they belong to is %s, and are done afterwards',
    async what => {
      const id = await departed();
      trains.clock.set('2030-03-26T09:00:10.000Z');
      await command(
        id,
        what === 'halted'
          ? { type: 'halt', by, reason: 'Errors' }
          : { type: 'pause', by, reason: 'Errors' },
      );
      await work();
      expect(done).toEqual([]);
      trains.clock.set('2030-03-26T09:01:00.000Z');
      await work();
      expect(done).toEqual([]);
      await command(
        id,
        what === 'halted'
          ? { type: 'resumeWave', by, reason: 'Gone' }
          : { type: 'resume', by },
      );
      trains.clock.set('2030-03-26T09:02:00.000Z');
      await work();
      expect(done).toEqual(['vault on']);
    },
  );

  it('end without an effect once the train is over, and so does a look at its metrics', async () => {
    const id = await departed();
    const [look] = await claims('train.watch');
    await command(id, {
      type: 'rollback',
      by,
      reason: 'Errors',
      scope: 'train',
    });
    await trains.transport.recover({ all: true });
    // What was under way is wanted no more; then the vault is taken back.
    await work();
    await work();
    expect(done).toEqual(['vault off']);
    await command(id, { type: 'close', by });
    expect((await trains.train(id)).phase).toBe('rolledBack');
    await trains.transport.recover({ all: true });
    const [again] = await claims('train.watch');
    expect(again.item.id).toBe(look.item.id);
    await trains.service.completeWatch(
      again,
      again.item.targetId ?? '',
      {
        records: {},
        nextAt: '2030-03-26T11:00:00.000Z',
        record: transaction =>
          transaction.command({
            type: 'recordAnalysis',
            wave: 'pilot',
            stage: 'during',
            phase: 'Successful',
            message: 'Well',
            metrics: {},
            evidence: [],
          }),
      },
      ANA,
    );
    trains.clock.set('2030-03-26T12:00:00.000Z');
    expect(await trains.claim()).toEqual([]);
  });

  it('come after what the clock has brought, though its timer is late', async () => {
    const id = await trains.create({
      milestones: [{ id: 'ready', title: 'Ready', at: 'D-2', deadline: true }],
    });
    trains.clock.set('2030-03-25T09:00:00.000Z');
    await expect(
      command(id, {
        type: 'confirmReady',
        product: 'vault',
        milestone: 'ready',
        by,
        ownershipRefs: ['group:default/team-vault'],
        evidence: [],
      }),
    ).rejects.toThrow('vault has missed ready');
  });
});
