import { ExpectedTurns } from '../queries/ExpectedTurns';
import { oldestOfTrains } from '../queries/oldestWaiting';
import { TargetQueries } from '../queries/TargetQueries';
import { WorkQueries } from '../queries/WorkQueries';
import { TurnQueries } from '../pacing';
import { testDatabases } from '../testing';
import { ANA, TrainHarness } from './testing/TrainHarness';
import { TrainWorkQueries } from './TrainWorkQueries';

const databases = testDatabases();
const DEPARTURE = '2030-03-26T09:00:00.000Z';

describe.each(databases.supported)('work of trains on %s', kind => {
  let trains: TrainHarness;
  let rates: Record<string, number>;
  let expected: ExpectedTurns;

  beforeEach(async () => {
    trains = new TrainHarness(await databases.init(kind));
    rates = {};
    expected = new ExpectedTurns({
      clock: trains.clock,
      turns: new TurnQueries(trains.database),
      targets: new TargetQueries(trains.database),
      places: ids => trains.transport.places(ids),
      startsPerMinute: async () => rates,
    });
  });

  const oldest = () =>
    oldestOfTrains(new TrainWorkQueries(trains.database), expected);

  async function departed(): Promise<string> {
    const id = await trains.create();
    await trains.at('2030-03-20T09:00:00.000Z');
    await trains.tickAll(id);
    await trains.sign(id);
    await trains.at(DEPARTURE);
    await trains.depart(id);
    return id;
  }

  it('is shown as waiting until a worker takes it: how much is ahead, and when it is taken at this pace', async () => {
    const id = await departed();
    rates = { train: 2 };
    const [first, ...rest] = await oldest();
    expect(first).toEqual({
      trainId: id,
      trainTitle: 'spring',
      kind: 'step',
      id: 'on',
      title: 'on',
      product: { id: expect.any(String), title: expect.any(String) },
      wave: { id: 'pilot', title: 'pilot' },
      direction: 'activate',
      since: DEPARTURE,
      turn: {
        waitsFor: 'slot',
        ahead: expect.any(Number),
        at: expect.any(String),
        estimated: true,
      },
    });
    await trains.claim(1);
    const left = await oldest();
    expect(left).toHaveLength(rest.length);
    await trains.claim();
    expect(await oldest()).toEqual([]);
  });

  it('waits for those who hold the train', async () => {
    const id = await departed();
    await trains.service.command(
      id,
      { type: 'pause', by: ANA.actor.ref, reason: 'Wait' },
      ANA,
    );
    expect((await oldest()).map(({ turn }) => turn)).toEqual(
      expect.arrayContaining([{ waitsFor: 'resume' }]),
    );
  });

  it('is a message that is due, since it was put into the queue', async () => {
    const id = await trains.create({
      milestones: [{ id: 'news', title: 'News', at: 'D-10' }],
      communications: [
        {
          id: 'hello',
          persona: 'support',
          moment: 'before',
          milestone: 'news',
          channels: [{ kind: 'email', to: ['all@example.com'] }],
          subject: 'News of ${{ train.name }}',
          body: 'It comes',
        },
      ],
    });
    await trains.approve(id, 'hello');
    await trains.at('2030-03-16T09:00:00.000Z');
    trains.clock.advance(60_000);
    expect(await oldest()).toEqual([
      {
        trainId: id,
        trainTitle: 'spring',
        kind: 'message',
        id: 'hello',
        title: 'News of spring',
        since: '2030-03-16T09:00:00.000Z',
        turn: { waitsFor: 'slot', ahead: 0 },
      },
    ]);
  });

  it('comes at times of which each says of what kind its run is', async () => {
    const id = await trains.create();
    await trains.database('timers').insert({
      id: `${id}/train`,
      run_id: id,
      kind: 'train',
      due_at: DEPARTURE,
      payload: '{}',
    });
    const { items } = await new WorkQueries(trains.database).timers(DEPARTURE);
    expect(items).toEqual([
      {
        id: `${id}/train`,
        runId: id,
        runKind: 'Train',
        kind: 'train',
        dueAt: DEPARTURE,
      },
    ]);
  });
});
