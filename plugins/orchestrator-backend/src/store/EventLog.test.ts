import { ConflictError } from '@backstage/errors';
import type { EventEnvelope } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { testDatabases } from '../testing';
import { EventLog, type EventCause, type StreamAppend } from './EventLog';
import { upcastEvent } from './upcast';

const databases = testDatabases();

const CAUSE: EventCause = {
  actor: { kind: 'user', ref: 'user:default/ana' },
  requestId: 'request-1',
  causationId: 'cause-1',
  occurredAt: '2030-01-01T00:00:00.000Z',
};

function some(
  stream: string,
  expectedVersion: number,
  count: number,
): StreamAppend {
  return {
    stream,
    runId: 'a',
    expectedVersion,
    events: Array.from({ length: count }, (_, index) => ({
      type: 'run.resumed',
      data: { index },
      links: [],
    })),
    cause: CAUSE,
  };
}

describe.each(databases.supported)('the event log on %s', kind => {
  const log = new EventLog();
  let database: Knex;

  beforeEach(async () => {
    database = await databases.init(kind);
  });

  const append = (...appends: StreamAppend[]) =>
    database.transaction(trx => log.append(trx, appends));

  async function readAll(
    options: Parameters<EventLog['read']>[1] = {},
  ): Promise<EventEnvelope[]> {
    const all: EventEnvelope[] = [];
    for await (const chunk of log.read(database, options)) {
      all.push(...chunk);
    }
    return all;
  }

  it('numbers the events of each stream without a gap, and all of them in one order', async () => {
    await append(some('run/a', 0, 2), {
      ...some('target/a/x', 0, 1),
      targetId: 'x',
    });
    const positions = await append(some('run/a', 2, 1));
    const all = await readAll();
    expect(all.map(event => [event.stream, event.version])).toEqual([
      ['run/a', 1],
      ['run/a', 2],
      ['target/a/x', 1],
      ['run/a', 3],
    ]);
    expect(positions).toEqual({
      first: all[3].position,
      last: all[3].position,
    });
    expect(await log.head(database)).toBe(all[3].position);
    expect(all[2]).toMatchObject({
      runId: 'a',
      targetId: 'x',
      actor: CAUSE.actor,
      requestId: 'request-1',
      causationId: 'cause-1',
      schemaVersion: 1,
    });
    expect(all[0].targetId).toBeUndefined();
  });

  it('refuses events that were decided on a state that is not the newest', async () => {
    await append(some('run/a', 0, 2));
    await expect(append(some('run/a', 1, 1))).rejects.toThrow(ConflictError);
    await expect(append(some('run/a', 1, 1))).rejects.toThrow(
      'Somebody else changed this at the same time',
    );
    expect(await readAll()).toHaveLength(2);
  });

  it('appends to all streams of a transaction or to none', async () => {
    await append(some('run/a', 0, 1));
    await expect(
      append(some('target/a/x', 0, 5), some('run/a', 0, 1)),
    ).rejects.toThrow(ConflictError);
    expect(await readAll()).toHaveLength(1);
  });

  it('does not take a fault of another kind for a conflict', async () => {
    const broken = {
      ...some('run/a', 0, 1),
      runId: undefined as unknown as string,
    };
    const error = await append(broken).catch(caught => caught);
    expect(String(error)).toMatch(/null/i);
    expect(error).not.toBeInstanceOf(ConflictError);
  });

  it('has nothing to say of no events', async () => {
    expect(await append(some('run/a', 0, 0))).toBeUndefined();
    expect(await log.head(database)).toBe(0);
    expect(await readAll()).toEqual([]);
  });

  it('takes more events at once than fit into one statement', async () => {
    const positions = await append(some('run/a', 0, 450));
    expect((positions?.last ?? 0) - (positions?.first ?? 0)).toBe(449);
    expect((await readAll({ chunk: 100 })).map(event => event.version)).toEqual(
      Array.from({ length: 450 }, (_, index) => index + 1),
    );
  });

  it('can be read from a position on, and for one run', async () => {
    await append(some('run/a', 0, 3), { ...some('run/b', 0, 2), runId: 'b' });
    const [, second] = await readAll();
    expect(await readAll({ after: second.position })).toHaveLength(3);
    expect(
      (await readAll({ runId: 'b', chunk: 1 })).map(event => event.stream),
    ).toEqual(['run/b', 'run/b']);
  });
});

describe('events of an older shape', () => {
  const old = {
    type: 'run.paused',
    schemaVersion: 1,
    data: { why: 'Lunch' },
  } as unknown as EventEnvelope;

  it('are brought up to the newest one step by step', () => {
    const upcasters = {
      1: (event: EventEnvelope) => ({
        ...event,
        data: { reason: (event.data as { why: string }).why },
      }),
      2: (event: EventEnvelope) => ({
        ...event,
        data: { ...(event.data as object), cause: 'person' },
      }),
    };
    expect(upcastEvent(old, upcasters)).toEqual({
      ...old,
      schemaVersion: 3,
      data: { reason: 'Lunch', cause: 'person' },
    });
    expect(old.data).toEqual({ why: 'Lunch' });
  });

  it('are left as they are when they are new enough', () => {
    expect(upcastEvent(old)).toBe(old);
  });
});
