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
    await ofAllTests('run_artifacts').insert({ run_id: 'kept', digest: 'd' });
  });

  it.each([1, 2])('are new in each test, if made there (test %d)', async () => {
    const knex = await databases.init(kind);
    expect(await knex('run_artifacts')).toEqual([]);
    await knex('run_artifacts').insert({ run_id: 'gone', digest: 'd' });
    expect(await ofAllTests('run_artifacts').pluck('run_id')).toEqual(['kept']);
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
    expect(await again('run_artifacts').pluck('run_id')).toEqual(['kept']);
    await again.destroy();
  });
});
