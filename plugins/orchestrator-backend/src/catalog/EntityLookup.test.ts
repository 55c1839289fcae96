import { mockCredentials } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { EntityLookup } from './EntityLookup';

const ana = mockCredentials.user('user:default/ana');
const bob = mockCredentials.user('user:default/bob');

function setUp() {
  const time = { now: Date.parse('2026-03-02T10:00:00.000Z') };
  const catalog = catalogServiceMock({
    entities: Array.from({ length: 600 }, (_, index) => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: `c-${index}`, namespace: 'default' },
    })),
  });
  const asked = jest.spyOn(catalog, 'getEntityByRef');
  const lookup = new EntityLookup({
    catalog,
    clock: { now: () => new Date(time.now) },
  });
  return { lookup, asked, time };
}

describe('EntityLookup', () => {
  it('asks once a minute for an entity, however its reference is written', async () => {
    const { lookup, asked, time } = setUp();
    const found = await Promise.all([
      lookup.entityOf('component:default/c-1', ana),
      lookup.entityOf('Component:C-1', ana),
    ]);
    expect(found.map(entity => entity?.metadata.name)).toEqual(['c-1', 'c-1']);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(asked).toHaveBeenCalledWith('component:default/c-1', {
      credentials: ana,
    });
    time.now += 60_000;
    await lookup.entityOf('component:default/c-1', ana);
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('remembers nothing for one person that another has asked for', async () => {
    const { lookup, asked } = setUp();
    await lookup.entityOf('component:default/c-1', ana);
    asked.mockResolvedValueOnce(undefined);
    expect(await lookup.entityOf('component:default/c-1', bob)).toBeUndefined();
  });

  it('does not remember what was missing or failed', async () => {
    const { lookup, asked } = setUp();
    asked
      .mockResolvedValueOnce(undefined)
      .mockRejectedValueOnce(new Error('down'));
    expect(await lookup.entityOf('component:default/c-1', ana)).toBeUndefined();
    await expect(lookup.entityOf('component:default/c-1', ana)).rejects.toThrow(
      'down',
    );
    expect(await lookup.entityOf('component:default/c-1', ana)).toBeDefined();
  });

  it('forgets those that were not used for the longest time', async () => {
    const { lookup, asked } = setUp();
    const ask = (index: number) =>
      lookup.entityOf(`component:default/c-${index}`, ana);
    for (let index = 0; index < 500; index++) {
      await ask(index);
    }
    await ask(0);
    await ask(500);
    asked.mockClear();
    await ask(0);
    expect(asked).not.toHaveBeenCalled();
    await ask(1);
    expect(asked).toHaveBeenCalledTimes(1);
  });
});
