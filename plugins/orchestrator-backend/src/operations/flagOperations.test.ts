import type { Knex } from 'knex';
import { assertMatchesOpenApi } from '../http/__testUtils__/assertMatchesOpenApi';
import { testDatabases } from '../testing';
import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';

const databases = testDatabases();
const params = { flagKey: 'new-checkout' };
const onOff = {
  type: 'boolean' as const,
  variants: { on: true, off: false },
  defaultVariant: 'off',
};

describe('the API of flags', () => {
  let knex: Knex;
  let orchestrator: TestOrchestrator;

  beforeAll(async () => {
    knex = await databases.init('SQLite');
    orchestrator = await startOrchestrator({
      entities: [],
      database: databases.locationOf(knex),
      config: { workers: { slots: 0 } },
    });
  });

  afterAll(() => orchestrator.stop());
  afterEach(() => orchestrator.deny());

  it('makes, changes, kills, revives, schedules and archives a flag', async () => {
    const { client } = orchestrator;
    const made = await client.putFlag({
      params,
      body: { ...onOff, title: 'New checkout', expectedVersion: 0 },
    });
    assertMatchesOpenApi('putFlag', 200, made);
    expect(made).toMatchObject({
      key: 'new-checkout',
      status: 'active',
      version: 1,
      standing: { enabled: true, variant: 'off' },
      createdBy: 'user:default/ana',
    });
    await client.putFlag({
      params,
      body: {
        ...onOff,
        expectedVersion: 1,
        rules: [{ segment: { percent: 10 }, variant: 'on' }],
      },
    });
    const killed = await client.killFlag({
      params,
      body: { reason: 'Errors rise' },
    });
    assertMatchesOpenApi('killFlag', 200, killed);
    expect(killed).toMatchObject({
      status: 'killed',
      killed: { by: 'user:default/ana', reason: 'Errors rise' },
    });
    await client.reviveFlag({ params, body: { reason: 'Fixed' } });
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const scheduled = await client.scheduleFlag({
      params,
      body: { schedules: [{ at, variant: 'on' }] },
    });
    expect(scheduled.standing).toEqual({
      enabled: true,
      variant: 'off',
      next: { at, variant: 'on' },
    });
    const list = await client.listFlags({ query: { q: 'check' } });
    assertMatchesOpenApi('listFlags', 200, list);
    expect(list).toMatchObject({ totalItems: 1, items: [{ rules: 1 }] });
    await client.archiveFlag({ params, body: { reason: 'Everybody has it' } });
    expect((await client.listFlags()).totalItems).toBe(0);
    const flag = await client.getFlag({ params });
    assertMatchesOpenApi('getFlag', 200, flag);
    expect(flag.status).toBe('archived');
    expect(flag.history.map(({ type }) => type)).toEqual([
      'flag.archived',
      'flag.scheduled',
      'flag.revived',
      'flag.killed',
      'flag.updated',
      'flag.created',
    ]);
    const events = await client.listFlagEvents({ params, query: { limit: 2 } });
    assertMatchesOpenApi('listFlagEvents', 200, events);
    expect(events).toMatchObject({ totalItems: 6, items: [{}, {}] });
  });

  it('says what is wrong with a flag', async () => {
    await expect(
      orchestrator.client.putFlag({
        params: { flagKey: 'other' },
        body: { ...onOff, defaultVariant: 'x', expectedVersion: 0 },
      }),
    ).rejects.toMatchObject({
      body: {
        issues: [
          {
            message:
              'body.defaultVariant: found "x", accepted is one of the variants on, off',
          },
        ],
      },
    });
    await expect(
      orchestrator.client.killFlag({
        params: { flagKey: 'missing' },
        body: { reason: 'x' },
      }),
    ).rejects.toMatchObject({ statusCode: 404 });
    await expect(
      orchestrator.client.listFlagEvents({ params: { flagKey: 'missing' } }),
    ).rejects.toMatchObject({ statusCode: 404 });
  });

  it('asks for the right permission', async () => {
    const { client } = orchestrator;
    const flagKey = { params: { flagKey: 'guarded' } };
    await client.putFlag({
      ...flagKey,
      body: { ...onOff, expectedVersion: 0 },
    });
    const why = { body: { reason: 'x' } };
    const forbidden = { statusCode: 403 };
    orchestrator.deny('orchestrator.flag.manage');
    await expect(
      client.putFlag({ ...flagKey, body: { ...onOff, expectedVersion: 1 } }),
    ).rejects.toMatchObject(forbidden);
    await expect(
      client.archiveFlag({ ...flagKey, ...why }),
    ).rejects.toMatchObject(forbidden);
    await expect(
      client.scheduleFlag({ ...flagKey, body: { schedules: [] } }),
    ).rejects.toMatchObject(forbidden);
    await client.killFlag({ ...flagKey, ...why });
    await client.reviveFlag({ ...flagKey, ...why });
    orchestrator.deny('orchestrator.flag.kill');
    await expect(client.killFlag({ ...flagKey, ...why })).rejects.toMatchObject(
      forbidden,
    );
    await expect(
      client.reviveFlag({ ...flagKey, ...why }),
    ).rejects.toMatchObject(forbidden);
    orchestrator.deny('orchestrator.flag.read');
    await expect(client.getFlag(flagKey)).rejects.toMatchObject(forbidden);
    await expect(client.listFlags()).rejects.toMatchObject(forbidden);
    await expect(client.listFlagEvents(flagKey)).rejects.toMatchObject(
      forbidden,
    );
  });
});
