import type {
  EventEnvelope,
  FlagCommand,
  FlagEventType,
  FlagState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { describeOldEvents } from '../store/testing/describeOldEvents';
import { TestClock, testDatabases } from '../testing';
import {
  DatabaseFlagStore,
  FLAG_EVENT_SCHEMA_VERSION,
} from './DatabaseFlagStore';
import type { FlagEventRow } from './flagRows';
import { rebuildFlags } from './rebuildFlags';
import { onOff } from './testFlags';

type StoredFlagEvent = Omit<EventEnvelope, 'runId'>;

const databases = testDatabases();
const by = 'user:default/ana';
const REQUEST = {
  actor: { kind: 'user' as const, ref: by },
  requestId: 'request-1',
};
const KEYS = ['checkout', 'search'];
const SOURCE = { run: 'spring-1', wave: 'pilot' };
const SEGMENT = {
  regions: ['br'],
  plans: ['pro'],
  customers: ['acme'],
  percent: 10,
};

const TYPES: Record<FlagEventType, true> = {
  'flag.created': true,
  'flag.updated': true,
  'flag.turnedOn': true,
  'flag.turnedOff': true,
  'flag.killed': true,
  'flag.revived': true,
  'flag.tried': true,
  'flag.scheduled': true,
  'flag.archived': true,
};

/** Two flags, to which everything happens that there is an event for; one of them is killed in the end. */
async function recordFlagEvents(knex: Knex): Promise<StoredFlagEvent[]> {
  const clock = new TestClock();
  const store = new DatabaseFlagStore({ database: knex, clock });
  const [key, other] = KEYS;
  const ask = async (flag: string, command: FlagCommand) => {
    clock.advance(1000);
    return store.command(flag, command, REQUEST);
  };
  const reason = 'Errors';
  const schedules = [
    { at: '2031-01-01T00:00:00.000Z', enabled: false },
    { at: '2031-02-01T00:00:00.000Z', variant: 'on' },
  ];
  const { version } = await ask(key, {
    type: 'create',
    key,
    definition: onOff({ title: 'Checkout' }),
    by,
  });
  await ask(key, {
    type: 'update',
    definition: onOff({
      title: 'New checkout',
      rules: [{ title: 'Pilots', segment: SEGMENT, variant: 'on' }],
    }),
    expectedVersion: version,
    by,
  });
  await ask(key, { type: 'turnOn', source: SOURCE, segment: SEGMENT, by });
  await ask(key, { type: 'turnOff', source: SOURCE, by });
  await ask(key, { type: 'schedule', schedules, by });
  await ask(key, { type: 'kill', reason, by });
  await ask(key, { type: 'recordTrial', killedWithinMs: 120, by });
  await ask(key, { type: 'revive', reason: 'Mended', by });
  await ask(key, { type: 'archive', reason: 'It is on for all', by });
  await ask(other, {
    type: 'create',
    key: other,
    definition: onOff({ schedules }),
    by,
  });
  await ask(other, {
    type: 'turnOn',
    source: SOURCE,
    segment: SEGMENT,
    variant: 'on',
    by,
  });
  await ask(other, { type: 'kill', reason, by });
  const rows = await knex<FlagEventRow>('flag_events').orderBy('position');
  return rows.map(row => ({
    position: Number(row.position),
    stream: row.stream,
    version: row.version,
    type: row.type,
    data: JSON.parse(row.data),
    schemaVersion: row.schema_version,
    actor: JSON.parse(row.actor),
    requestId: row.request_id,
    occurredAt: row.occurred_at,
    links: JSON.parse(row.links),
  }));
}

/** The flags that a database has that has nothing but these events. */
async function statesOf(
  knex: Knex,
  events: StoredFlagEvent[],
): Promise<FlagState[]> {
  await knex('flag_events').insert(
    events.map(event => ({
      position: event.position,
      stream: event.stream,
      version: event.version,
      flag_key: event.stream.replace(/^flag\//, ''),
      type: event.type,
      schema_version: event.schemaVersion,
      data: JSON.stringify(event.data),
      actor: JSON.stringify(event.actor),
      request_id: event.requestId,
      causation_id: null,
      occurred_at: event.occurredAt,
      links: JSON.stringify(event.links),
    })),
  );
  await rebuildFlags(knex, { write: true });
  const store = new DatabaseFlagStore({
    database: knex,
    clock: new TestClock(),
  });
  const { flags } = await store.changes(-1);
  return flags.sort((a, b) => a.key.localeCompare(b.key));
}

describeOldEvents('flags', {
  types: TYPES,
  version: FLAG_EVENT_SCHEMA_VERSION,
  statesOf: async events => statesOf(await databases.init('SQLite'), events),
  record: async () => recordFlagEvents(await databases.init('SQLite')),
});
