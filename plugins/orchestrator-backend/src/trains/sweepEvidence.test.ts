import type { Knex } from 'knex';
import { testDatabases } from '../testing';
import { collectors, type CollectorTools } from './collectors';
import type { CollectContext } from './WatchHandler';
import { TrainHarness } from './testing/TrainHarness';

const databases = testDatabases();

describe.each(databases.supported)('a sweep as evidence on %s', kind => {
  async function setUp() {
    const database = await databases.init(kind);
    const trains = new TrainHarness(database);
    const train = await trains.train(await trains.create());
    return { database, train };
  }

  async function putRun(
    database: Knex,
    id: string,
    created: string,
    outcome?: string,
  ): Promise<void> {
    const [template] = await database('runs').select('*');
    await database('runs').insert({
      ...template,
      id,
      kind: 'Sweep',
      name: 'bump',
      status: outcome ? 'completed' : 'running',
      outcome: outcome ?? null,
      created_at: created,
    });
  }

  async function found(
    { database, train }: Awaited<ReturnType<typeof setUp>>,
    name: string,
  ) {
    const tools = {
      database,
      http: { secrets: {} },
    } as unknown as CollectorTools;
    const sweep = collectors(tools).sweep;
    const answer = await sweep?.({
      train,
      criterion: { id: 'swept', sweep: { name, accept: ['succeeded'] } },
    } as unknown as CollectContext);
    return answer?.draft;
  }

  it('is the newest run that began since the train was planned', async () => {
    const context = await setUp();
    const { database } = context;
    await putRun(database, 'bump-old', '2030-02-01T00:00:00.000Z', 'succeeded');
    expect(await found(context, 'bump')).toMatchObject({
      status: 'pending',
      summary: expect.stringContaining('since the train was planned'),
    });
    await putRun(database, 'bump-bad', '2030-03-02T00:00:00.000Z', 'failed');
    expect(await found(context, 'bump')).toMatchObject({ status: 'fail' });
    await putRun(database, 'bump-new', '2030-03-03T00:00:00.000Z', 'succeeded');
    expect(await found(context, 'bump')).toMatchObject({
      status: 'pass',
      facts: { run: 'bump-new' },
    });
  });

  it('is an earlier run where that is named by its id', async () => {
    const context = await setUp();
    await putRun(
      context.database,
      'bump-old',
      '2030-02-01T00:00:00.000Z',
      'succeeded',
    );
    expect(await found(context, 'bump-old')).toMatchObject({
      status: 'pass',
      facts: { run: 'bump-old' },
    });
  });
});
