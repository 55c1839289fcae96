import type { TrainState } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { testDatabases } from '../testing';
import { CalendarQueries } from './CalendarQueries';
import { TrainHarness } from './testing/TrainHarness';

const databases = testDatabases();
const everything = () => {};
const MAY = '2030-05-01T00:00:00.000Z';

describe.each(databases.supported)('trains of a calendar on %s', kind => {
  let database: Knex;
  let trains: TrainHarness;
  let calendar: CalendarQueries;
  /** States that were read, by query. */
  let read: number[];

  beforeEach(async () => {
    database = await databases.init(kind);
    trains = new TrainHarness(database);
    calendar = new CalendarQueries(database);
    read = [];
    database.on('query-response', (rows, { sql }) => {
      if (/^select .state. from/.test(sql)) {
        read.push(rows.length);
      }
    });
  });

  /** A train that departs on a day of March; it is over when it says so. */
  async function plan(
    name: string,
    day: number,
    patch: Partial<TrainState> = {},
  ): Promise<string> {
    const departure = `2030-03-${String(day).padStart(2, '0')}T09:00:00.000Z`;
    const id = await trains.create({ departure });
    await change(id, state => ({
      ...state,
      name,
      plan: { ...state.plan, departure, milestones: [], gatesOpen: {} },
      ...patch,
    }));
    return id;
  }

  async function change(
    id: string,
    to: (state: TrainState) => TrainState,
  ): Promise<void> {
    const row = await database('runs').where({ id }).first('state');
    const before: TrainState = JSON.parse(row.state);
    const state = to({ ...before, version: before.version + 1 });
    await database('runs')
      .where({ id })
      .update({
        name: state.name,
        departure: state.plan.departure,
        status: state.phase,
        version: state.version,
        state: JSON.stringify(state),
      });
  }

  const closedOn = (day: number): Partial<TrainState> => ({
    phase: 'closed',
    finishedAt: `2030-03-${day}T12:00:00.000Z`,
  });
  const idsFrom = async (from: string) =>
    (await calendar.trains(everything, from)).map(({ id }) => id);

  it('are those under way, those that ended since, and the last of each name', async () => {
    const older = await plan('weekly', 10, closedOn(11));
    const last = await plan('weekly', 17, closedOn(18));
    const once = await plan('once', 20, closedOn(21));
    const underWay = await plan('spring', 26);
    await plan('called off', 27, { phase: 'cancelled' });
    expect(await idsFrom('2030-03-01T00:00:00.000Z')).toEqual([
      older,
      last,
      once,
      underWay,
    ]);
    expect(await idsFrom(MAY)).toEqual([last, once, underWay]);
    await change(older, state => ({
      ...state,
      plan: {
        ...state.plan,
        milestones: [
          {
            id: 'review',
            title: 'Review',
            at: MAY,
            deadline: false,
          },
        ],
      },
    }));
    expect(await idsFrom(MAY)).toContain(older);
  });

  it('are not read again once they have ended, unless they are shown', async () => {
    for (let day = 10; day < 16; day += 1) {
      await plan('weekly', day, closedOn(day + 1));
    }
    const underWay = await plan('spring', 26);
    await idsFrom(MAY);
    read = [];
    expect(await idsFrom(MAY)).toEqual([expect.any(String), underWay]);
    expect(read).toEqual([1, 1]);
  });

  it('leave the schedule of a name to its last train that is of this portal', async () => {
    const own = await plan('weekly', 10, closedOn(11));
    await plan('weekly', 17, {
      ...closedOn(18),
      importedAt: '2030-03-19T00:00:00.000Z',
    });
    expect(await idsFrom(MAY)).toEqual([own]);
    expect(await idsFrom(MAY)).toEqual([own]);
  });

  it('are only those that somebody may see', async () => {
    await plan('spring', 26);
    expect(
      await calendar.trains(query => query.whereRaw('1 = 0'), MAY),
    ).toEqual([]);
  });
});
