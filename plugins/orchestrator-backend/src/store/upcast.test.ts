import type {
  EventEnvelope,
  RunEventType,
  TargetEventType,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { RunHarness } from '../runs/testing/RunHarness';
import { testDatabases } from '../testing';
import { EVENT_SCHEMA_VERSION } from './EventLog';
import { RunFold } from './RunFold';
import { describeOldEvents } from './testing/describeOldEvents';
import { readEventFixtures, sweepStatesOf } from './testing/eventFixtures';
import { recordEvents } from './testing/recordEvents';
import { upcastEvent } from './upcast';

const databases = testDatabases();

const TYPES: Record<RunEventType | TargetEventType, true> = {
  'run.created': true,
  'run.planned': true,
  'run.dryRunStarted': true,
  'run.dryRunFinished': true,
  'run.started': true,
  'batch.started': true,
  'batch.finished': true,
  'batch.soakStarted': true,
  'batch.soakFinished': true,
  'window.closed': true,
  'window.opened': true,
  'window.overridden': true,
  'approval.opened': true,
  'approval.evidenceChanged': true,
  'approval.signed': true,
  'approval.withdrawn': true,
  'approval.decided': true,
  'run.paused': true,
  'run.resumed': true,
  'run.cancelled': true,
  'run.rollbackStarted': true,
  'run.rollbackFinished': true,
  'run.finished': true,
  'run.reopened': true,
  'run.archived': true,
  'run.restored': true,
  'run.imported': true,
  'target.discovered': true,
  'target.queued': true,
  'target.dryRunFinished': true,
  'target.alreadyFine': true,
  'target.batched': true,
  'target.diffChanged': true,
  'target.diffAccepted': true,
  'target.gatesFailed': true,
  'target.attemptFailed': true,
  'target.failed': true,
  'target.retried': true,
  'target.skipped': true,
  'target.cancelled': true,
  'target.followUpAdded': true,
  'change.opened': true,
  'change.observed': true,
  'change.merged': true,
  'change.declined': true,
  'change.reopened': true,
  'change.withdrawn': true,
  'change.revertOpened': true,
  'change.reverted': true,
  'change.revertDeclined': true,
};

describeOldEvents('sweeps', {
  types: TYPES,
  version: EVENT_SCHEMA_VERSION,
  statesOf: sweepStatesOf,
  record: async () => {
    const [database, other] = [
      await databases.init('SQLite'),
      await databases.init('SQLite'),
    ];
    return recordEvents(new RunHarness(database), other);
  },
});

describe('an event of an earlier version', () => {
  const event: EventEnvelope = {
    position: 1,
    stream: 'run/a',
    version: 1,
    runId: 'a',
    type: 'run.resumed',
    data: { by: 'ana' },
    schemaVersion: 1,
    actor: { kind: 'user', ref: 'user:default/ana' },
    requestId: 'r',
    occurredAt: '2030-01-01T00:00:00.000Z',
    links: [],
  };

  it('is brought up step by step, whatever version it starts from', () => {
    const upcasters = {
      1: (old: EventEnvelope) => ({
        ...old,
        data: { ...(old.data as object), accepted: 0 },
      }),
      2: (old: EventEnvelope) => ({ ...old, type: 'run.wentOn' }),
    };
    expect(upcastEvent(event, upcasters)).toEqual({
      ...event,
      type: 'run.wentOn',
      data: { by: 'ana', accepted: 0 },
      schemaVersion: 3,
    });
    expect(upcastEvent({ ...event, schemaVersion: 2 }, upcasters)).toEqual({
      ...event,
      type: 'run.wentOn',
      schemaVersion: 3,
    });
    expect(event.data).toEqual({ by: 'ana' });
  });

  it('stays as it is where nothing has changed since', () => {
    expect(upcastEvent(event, {})).toBe(event);
  });
});

describe('an event of a newer version', () => {
  const newer = (events: EventEnvelope[]): EventEnvelope[] =>
    events.map((event, index) =>
      index === events.length - 1
        ? { ...event, schemaVersion: EVENT_SCHEMA_VERSION + 1 }
        : event,
    );

  it('is folded by no release that does not know its shape', async () => {
    const [{ events }] = await readEventFixtures('sweeps');
    const some = events.filter(({ runId }) => runId === events[0].runId);
    const fold = new RunFold(some[0].runId);
    const [last] = some.slice(-1);
    expect(() => newer(some).forEach(event => fold.apply(event))).toThrow(
      `Event ${last.version} of the stream ${last.stream} (${
        last.type
      }) was written by a newer release: found version ${
        EVENT_SCHEMA_VERSION + 1
      } of its shape, accepted is up to ${EVENT_SCHEMA_VERSION}. Ask a replica of the newer release, and upgrade this one`,
    );
    // What came before it still counts, and nothing of it.
    expect(fold.events).toBe(some.length - 1);
  });

  it('of a type that is not known is refused by its name, without its data', async () => {
    const [{ events }] = await readEventFixtures('sweeps');
    const [first, second] = events.filter(
      ({ runId, targetId }) =>
        runId === events[0].runId && targetId === undefined,
    );
    const fold = new RunFold(first.runId);
    fold.apply(first);
    expect(() =>
      fold.apply({ ...second, type: 'run.sung', data: { song: 'secret' } }),
    ).toThrow(
      /^Unknown event run\.sung: a newer release wrote it, and only such a one can read it$/,
    );
  });
});
