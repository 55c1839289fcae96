import type { Knex } from 'knex';
import { testDatabases } from './databases';
import { openTestDatabase } from './openTestDatabase';

jest.setTimeout(120_000);

const databases = testDatabases();

describe.each(databases.supported)('test databases on %s', kind => {
  let ofAllTests: Knex;
  const made: Knex[] = [];

  beforeAll(async () => {
    ofAllTests = await databases.init(kind);
    await ofAllTests('work_turns').insert({ run_id: 'kept', turn: 1 });
  });

  it.each([1, 2])('are new in each test, if made there (test %d)', async () => {
    const knex = await databases.init(kind);
    expect(await knex('work_turns')).toEqual([]);
    await knex('work_turns').insert({ run_id: 'gone', turn: 1 });
    expect(await ofAllTests('work_turns').pluck('run_id')).toEqual(['kept']);
    made.push(knex);
  });

  it('are gone after the test', () => {
    expect(made).toHaveLength(2);
    for (const gone of made) {
      expect(() => databases.locationOf(gone)).toThrow('is gone');
    }
  });

  it('can be opened a second time', async () => {
    const again = openTestDatabase(databases.locationOf(ofAllTests));
    expect(await again('work_turns').pluck('run_id')).toEqual(['kept']);
    await again.destroy();
  });
});
