import { NO_TRAIN_HISTORY } from '@backstage-orchestrator/plugin-orchestrator-common';
import { TestClock, testDatabases } from '../testing';
import { TrainHarness } from '../trains/testing/TrainHarness';
import { Kept } from './Kept';
import { TrainHistoryQueries } from './TrainHistoryQueries';

const databases = testDatabases();
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe.each(databases.supported)('how trains went before, on %s', kind => {
  /** A train whose gate opens on 19 March at nine, and whose waves are done. */
  async function travel(trains: TrainHarness): Promise<void> {
    trains.clock.set('2030-03-01T00:00:00.000Z');
    const id = await trains.create();
    await trains.at('2030-03-19T09:00:00.000Z');
    trains.clock.set('2030-03-19T11:00:00.000Z');
    await trains.tickAll(id);
    trains.clock.set('2030-03-19T14:00:00.000Z');
    await trains.sign(id);
    await trains.at('2030-03-26T09:04:00.000Z');
    await trains.depart(id);
    // Three layers, each after a minute.
    for (const minute of ['05', '06', '07']) {
      await trains.at(`2030-03-26T09:${minute}:00.000Z`);
      for (const claim of await trains.claim()) {
        await trains.finishStep(claim);
      }
    }
  }

  it('is measured from the read tables, and kept for a minute', async () => {
    const trains = new TrainHarness(await databases.init(kind));
    const queries = new TrainHistoryQueries(trains.database, trains.clock);
    await travel(trains);
    const first = await queries.history();
    expect(first.basedOn).toEqual({ trains: 1, gates: 1, steps: 3, waves: 1 });
    expect(first.signOffMs).toEqual(NO_TRAIN_HISTORY.signOffMs);

    for (let more = 0; more < 4; more += 1) {
      await travel(trains);
    }
    trains.clock.set('2030-03-26T09:07:30.000Z');
    expect((await queries.history()).basedOn.trains).toBe(1);
    trains.clock.set('2030-03-26T09:09:00.000Z');
    const { criterionMs, stepMs, ...history } = await queries.history();
    expect(history).toMatchObject({
      signOffMs: Array(5).fill(3 * HOUR_MS),
      departMs: Array(5).fill(4 * MINUTE_MS),
      noGoShare: 0,
      stepFailureShare: 0,
      basedOn: { trains: 5, gates: 5, steps: 15, waves: 5 },
    });
    expect(criterionMs.checklist).toEqual(Array(5).fill(2 * HOUR_MS));
    expect(stepMs.flag).toEqual(Array(15).fill(MINUTE_MS));
    expect(criterionMs.sweep).toEqual(NO_TRAIN_HISTORY.criterionMs.sweep);
  });

  it('leaves trains out of which nothing has begun', async () => {
    const trains = new TrainHarness(await databases.init(kind));
    await trains.create();
    const queries = new TrainHistoryQueries(trains.database, trains.clock);
    expect((await queries.history()).basedOn.trains).toBe(0);
  });
});

describe('Kept', () => {
  it('tells a failure to whoever asked, and finds out anew', async () => {
    const find = jest
      .fn()
      .mockRejectedValueOnce(new Error('away'))
      .mockResolvedValue(7);
    const kept = new Kept(new TestClock(), 1_000, find);
    await expect(kept.get()).rejects.toThrow('away');
    expect(await kept.get()).toBe(7);
    expect(await kept.get()).toBe(7);
    expect(find).toHaveBeenCalledTimes(2);
  });
});
