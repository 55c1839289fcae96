/* eslint-disable jest/no-export -- a suite for the test file of each area */
import {
  readEventFixtures,
  shapesOf,
  writeEventFixtures,
  type EventOfArea,
  type StatesOfArea,
} from './eventFixtures';

/**
 * What holds of the recorded events of an area: there is one of each type and version, they stand for what they stood
 * for when they were written, and are written the same way today. With `RECORD_EVENTS=1` those of the newest version are
 * recorded anew.
 */
export function describeOldEvents<TArea extends keyof StatesOfArea>(
  area: TArea,
  {
    types,
    version: newestVersion,
    statesOf,
    record,
  }: {
    /** The compiler asks for each type that there is; a new one needs a line there, and its place in `record`. */
    types: Record<string, true>;
    version: number;
    statesOf(
      events: EventOfArea[TArea][],
    ): StatesOfArea[TArea][] | Promise<StatesOfArea[TArea][]>;
    record(): Promise<EventOfArea[TArea][]>;
  },
): void {
  describe(`events of ${area} of every release`, () => {
    it('are kept for every type that there is', async () => {
      const fixtures = await readEventFixtures(area);
      const kept = fixtures.flatMap(({ events }) =>
        events.map(({ type }) => type),
      );
      expect([...new Set(kept)].sort()).toEqual(Object.keys(types).sort());
      expect(fixtures.map(({ version }) => version)).toEqual(
        Array.from({ length: newestVersion }, (_, index) => index + 1),
      );
    });

    it('stand for the states that they stood for when they were written', async () => {
      for (const { events, states } of await readEventFixtures(area)) {
        expect(JSON.parse(JSON.stringify(await statesOf(events)))).toEqual(
          states,
        );
      }
    });

    it('are written today in the newest shape: another one is another version', async () => {
      const written = await record();
      if (process.env.RECORD_EVENTS) {
        await writeEventFixtures(area, {
          version: newestVersion,
          events: written,
          states: await statesOf(written),
        });
      }
      const newest = (await readEventFixtures(area)).at(-1);
      // Where they differ: raise the version of the events, write the upcaster of the version before, and record the new
      // version beside the old ones.
      expect(shapesOf(written)).toEqual(shapesOf(newest?.events ?? []));
      expect(
        written.every(({ schemaVersion }) => schemaVersion === newestVersion),
      ).toBe(true);
    });
  });
}
