import { planTrain } from '@backstage-orchestrator/plugin-orchestrator-common';
import { rebuildReadTables } from '../store/rebuild';
import { testDatabases } from '../testing';
import { PlannedAlreadyError } from './PlannedAlreadyError';
import { ANA, TrainHarness } from './testing/TrainHarness';
import { factsOf, LAX, trainManifest } from './testing/trainManifest';

const databases = testDatabases();
const MARCH = '2030-03-26T09:00:00.000Z';
const APRIL = '2030-04-30T08:00:00.000Z';
const everything = () => {};
const nothing = (query: { whereRaw(sql: string): unknown }) => {
  query.whereRaw('1 = 0');
};
const TIDY = {
  id: 'f-1',
  title: 'Tidy the flags up',
  owner: 'group:default/team-shop',
  due: '2030-05-01T00:00:00.000Z',
  source: 'person' as const,
};

describe.each(databases.supported)('recurring trains on %s', kind => {
  async function harness() {
    return new TrainHarness(await databases.init(kind));
  }

  function plan(trains: TrainHarness, departure: string): Promise<string> {
    const manifest = trainManifest({
      departure: undefined,
      schedule: {
        rrule: 'FREQ=MONTHLY;BYDAY=-1TU;BYHOUR=10;BYMINUTE=0;BYSECOND=0',
      },
    });
    return trains.service.create({
      ...ANA,
      manifest,
      plan: planTrain(manifest, factsOf(manifest), {
        revision: 1,
        departure,
        strictness: LAX,
      }),
      followUps: [],
    });
  }

  const cancel = {
    type: 'cancel' as const,
    by: ANA.actor.ref,
    reason: 'Not this month',
  };

  it('have one train for each departure, until it is cancelled', async () => {
    const trains = await harness();
    const march = await plan(trains, MARCH);
    await plan(trains, APRIL);
    await expect(plan(trains, MARCH)).rejects.toThrow(PlannedAlreadyError);
    await expect(plan(trains, MARCH)).rejects.toThrow(
      `spring is planned for the departure at ${MARCH} already: ${march}`,
    );
    await trains.service.command(march, cancel, ANA);
    await expect(plan(trains, MARCH)).resolves.toMatch(/^spring-/);
  });

  it('have one train for each departure, however many plan it at once', async () => {
    const trains = await harness();
    const tries = await Promise.allSettled(
      [1, 2, 3, 4].map(() => plan(trains, MARCH)),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(
      1,
    );
  });

  it('hand over what is left to do to the next one that is planned already, once', async () => {
    const trains = await harness();
    const march = await plan(trains, MARCH);
    const april = await plan(trains, APRIL);
    await trains.service.command(
      march,
      { type: 'addFollowUp', followUp: TIDY },
      ANA,
    );
    const train = await trains.train(march);
    expect(await trains.queries.heirOf(train, nothing)).toBeUndefined();
    expect(await trains.queries.heirOf(train, everything)).toBe(april);
    await trains.service.end(march, cancel, april, ANA);

    expect((await trains.train(march)).followUps).toEqual([
      { ...TIDY, status: 'open', carriedTo: april },
    ]);
    expect((await trains.train(april)).followUps).toEqual([
      { ...TIDY, status: 'open', carriedFrom: march },
    ]);
    await expect(
      trains.service.command(
        march,
        { type: 'finishFollowUp', id: 'f-1', by: ANA.actor.ref },
        ANA,
      ),
    ).rejects.toThrow(`The train ${april} has taken it over`);
    // Who ends it again ends nothing, and hands over nothing.
    await expect(trains.service.end(march, cancel, april, ANA)).rejects.toThrow(
      'The train is cancelled',
    );
    expect((await trains.train(april)).followUps).toHaveLength(1);
    expect(
      await rebuildReadTables(trains.database, { write: false }),
    ).toMatchObject({ differences: [] });
  });

  it('tell nobody what a train has left to do that they may not see', async () => {
    const trains = await harness();
    const march = await plan(trains, MARCH);
    await trains.service.command(
      march,
      { type: 'addFollowUp', followUp: TIDY },
      ANA,
    );
    await trains.service.command(march, cancel, ANA);
    expect(
      (await trains.queries.openFollowUps('spring', everything)).followUps,
    ).toHaveLength(1);
    expect(await trains.queries.openFollowUps('spring', nothing)).toEqual({
      train: undefined,
      followUps: [],
    });
  });

  it('are marked in outlines where the caller may not see them, and read again when they change', async () => {
    const trains = await harness();
    const march = await plan(trains, MARCH);
    expect(await trains.queries.outlines(everything, MARCH)).toMatchObject([
      { id: march, departure: MARCH },
    ]);
    expect(await trains.queries.outlines(nothing, MARCH)).toMatchObject([
      { id: march, hidden: true },
    ]);
    // It is late, and on its way all the same.
    expect(await trains.queries.outlines(everything, APRIL)).toMatchObject([
      { id: march, departure: MARCH, arrival: APRIL },
    ]);
    const april = await plan(trains, APRIL);
    await trains.service.command(march, cancel, ANA);
    expect(await trains.queries.outlines(everything, MARCH)).toMatchObject([
      { id: april, departure: APRIL },
    ]);
  });
});
