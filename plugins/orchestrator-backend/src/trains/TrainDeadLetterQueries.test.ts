import { testDatabases } from '../testing';
import { ANA, TrainHarness } from './testing/TrainHarness';
import { TrainDeadLetterQueries } from './TrainDeadLetterQueries';

const databases = testDatabases();
const DEPARTURE = '2030-03-26T09:00:00.000Z';
const by = ANA.actor.ref;
const everything = () => {};
const BROKEN = { class: 'permanent', code: 'broken', message: 'It broke' };

describe.each(databases.supported)('dead letters of trains on %s', kind => {
  let trains: TrainHarness;
  let letters: TrainDeadLetterQueries;

  beforeEach(async () => {
    trains = new TrainHarness(await databases.init(kind));
    letters = new TrainDeadLetterQueries(trains.database);
  });

  /** A train in whose first wave the step of payments has failed for good. */
  async function failed(): Promise<string> {
    const id = await trains.create();
    await trains.at('2030-03-20T09:00:00.000Z');
    await trains.tickAll(id);
    await trains.sign(id);
    await trains.at(DEPARTURE);
    await trains.depart(id);
    await trains.work(product => product === 'payments');
    return id;
  }

  const product = (
    id: string,
    command: Parameters<TrainHarness['service']['commandProduct']>[2],
  ) => trains.service.commandProduct(id, 'payments', command, ANA);

  it('are steps that failed for good, with every try and what a rollback would take back', async () => {
    const id = await failed();
    expect(await letters.list(everything)).toEqual({
      totalItems: 1,
      items: [
        {
          trainId: id,
          trainTitle: 'spring',
          kind: 'step',
          id: 'on',
          title: 'on',
          failure: BROKEN,
          failedAt: DEPARTURE,
          product: {
            id: 'payments',
            title: 'payments',
            owner: 'group:default/team-payments',
          },
          wave: { id: 'pilot', title: 'pilot' },
          direction: 'activate',
          attempts: [{ at: DEPARTURE, failure: BROKEN }],
          rollback: {
            scope: 'wave',
            waves: ['pilot'],
            // What needs it isn't there yet.
            products: ['payments'],
          },
        },
      ],
    });
    expect(await letters.count()).toBe(1);
  });

  it('are gone while they are tried again, and keep their history when they fail again', async () => {
    const id = await failed();
    await product(id, { type: 'retryStep', wave: 'pilot', by });
    expect(await letters.count()).toBe(0);
    trains.clock.advance(60_000);
    await trains.work(() => true);
    const { items } = await letters.list(everything);
    expect(items[0].attempts.map(({ at }) => at)).toEqual([
      DEPARTURE,
      '2030-03-26T09:01:00.000Z',
    ]);
  });

  it.each(['settled by hand', 'rolled back'])(
    'are gone when they are %s',
    async how => {
      const id = await failed();
      if (how === 'rolled back') {
        await trains.service.command(
          id,
          { type: 'rollback', by, reason: 'Broken', scope: 'wave' },
          ANA,
        );
      } else {
        await product(id, {
          type: 'settleStep',
          wave: 'pilot',
          by,
          note: 'Did it',
        });
      }
      expect(await letters.count()).toBe(0);
    },
  );

  it('of a rollback have only its own tries, and no rollback', async () => {
    const id = await failed();
    await trains.service.command(
      id,
      { type: 'rollback', by, reason: 'Broken', scope: 'wave' },
      ANA,
    );
    trains.clock.advance(60_000);
    await trains.work(() => true);
    const { items } = await letters.list(everything);
    expect(items.length).toBeGreaterThan(0);
    for (const { direction, attempts, rollback } of items) {
      expect(direction).toBe('rollback');
      expect(attempts).toHaveLength(1);
      expect(rollback).toBeUndefined();
    }
  });

  it('are messages that did not go out, until somebody sends them again or leaves them out', async () => {
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
    const [claim] = await trains.claim();
    await trains.service.completeSending(
      claim,
      {
        type: 'reportSending',
        id: 'hello',
        workId: claim.item.id,
        outcome: 'notSent',
        message: 'Nobody is there',
      },
      ANA,
    );
    const failure = {
      class: 'permanent',
      code: 'notSent',
      message: 'Nobody is there',
    };
    expect((await letters.list(everything)).items).toEqual([
      {
        trainId: id,
        trainTitle: 'spring',
        kind: 'message',
        id: 'hello',
        title: 'News of spring',
        failure,
        failedAt: '2030-03-16T09:00:00.000Z',
        attempts: [{ at: '2030-03-16T09:00:00.000Z', failure }],
      },
    ]);
    await trains.service.command(
      id,
      { type: 'cancelCommunication', id: 'hello', by, reason: 'Too late' },
      ANA,
    );
    expect(await letters.count()).toBe(0);
  });

  it('are seen only by who may see the train, and not of one that has ended', async () => {
    const id = await failed();
    expect(
      await letters.list(query => query.where('runs.owner', 'nobody')),
    ).toEqual({ items: [], totalItems: 0 });
    const [incident] = (await trains.train(id)).incidents;
    const command = (what: Parameters<typeof trains.service.command>[1]) =>
      trains.service.command(id, what, ANA);
    await command({ type: 'stopHere', by, reason: 'Enough' });
    await command({
      type: 'resolveIncident',
      id: incident.id,
      by,
      resolution: 'Left it',
    });
    const url = 'https://docs.example.com/post-mortem';
    await command({ type: 'recordPostMortem', by, url });
    expect(await letters.count()).toBe(1);
    await command({ type: 'close', by });
    expect(await letters.list(everything)).toEqual({
      items: [],
      totalItems: 0,
    });
  });
});
