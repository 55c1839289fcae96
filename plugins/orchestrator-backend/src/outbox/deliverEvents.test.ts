import { mockServices } from '@backstage/backend-test-utils';
import { ORCHESTRATOR_SIGNAL_CHANNEL } from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  ANA,
  BEN,
  describeTarget,
  describeTargets,
  RunHarness,
} from '../runs/testing/RunHarness';
import { testDatabases } from '../testing';
import { EVENT_SCHEMA_VERSION } from '../store/EventLog';
import { deliverEvents, ORCHESTRATOR_TOPIC } from './deliverEvents';
import { deliverNotices, NOTICE_TOPIC } from './deliverNotices';
import type { FollowingMessage, OutboxMessage } from './OutboxDispatcher';

const databases = testDatabases();

describe.each(databases.supported)('telling the portal, on %s', kind => {
  let harness: RunHarness;
  const events = mockServices.events.mock();
  const signals = { publish: jest.fn(async () => {}) };

  beforeEach(async () => {
    jest.clearAllMocks();
    harness = new RunHarness(await databases.init(kind));
  });

  /** Delivers all that the commands so far have written. */
  async function tell(): Promise<FollowingMessage[]> {
    const rows: {
      id: number;
      topic: string;
      run_id: string;
      payload: string;
    }[] = await harness.database('outbox').orderBy('id');
    await harness.database('outbox').delete();
    const messages: OutboxMessage[] = rows.map(row => ({
      id: String(row.id),
      topic: row.topic,
      runId: row.run_id,
      payload: JSON.parse(row.payload),
    }));
    return deliverEvents({
      database: harness.database,
      events,
      signals,
      webhooks: [],
    })(messages);
  }

  const published = () =>
    events.publish.mock.calls.map(
      ([params]) =>
        params.eventPayload as { id: string; type: string; position: number },
    );

  it('publishes each event of the log once, in its order, with its position as its id', async () => {
    const runId = await harness.create(describeTargets(3));
    await harness.work();
    await tell();
    const positions = (
      await harness.database('events').orderBy('position').pluck('position')
    ).map(String);
    expect(published().map(payload => payload.id)).toEqual(positions);
    expect(events.publish.mock.calls[0][0]).toMatchObject({
      topic: ORCHESTRATOR_TOPIC,
      metadata: { type: 'run.created', runId },
      eventPayload: { type: 'run.created', runId, actor: ANA.actor },
    });
    expect(await tell()).toEqual([]);
    expect(published()).toHaveLength(positions.length);
  });

  it('leaves what a newer release has written to a replica of that release', async () => {
    await harness.create(describeTargets(1));
    await harness
      .database('events')
      .where({ version: 1 })
      .update({ schema_version: EVENT_SCHEMA_VERSION + 1 });
    await expect(tell()).rejects.toThrow('was written by a newer release');
    expect(published()).toEqual([]);
  });

  it('reads a range of more events than fit into one query', async () => {
    await harness.create(describeTargets(1_200));
    await tell();
    expect(published()).toHaveLength(
      Number((await harness.database('events').count({ total: '*' }))[0].total),
    );
  });

  it('sends the pages one signal per run, with its newest position', async () => {
    const first = await harness.create(describeTargets(2));
    const second = await harness.create(describeTargets(2));
    await harness.work();
    await tell();
    const newest = async (runId: string) =>
      Number(
        (
          await harness
            .database('events')
            .where({ run_id: runId })
            .max({ last: 'position' })
        )[0].last,
      );
    expect(signals.publish.mock.calls).toEqual(
      await Promise.all(
        [first, second].map(async runId => [
          {
            recipients: { type: 'broadcast' },
            channel: ORCHESTRATOR_SIGNAL_CHANNEL,
            message: { runId, position: await newest(runId) },
          },
        ]),
      ),
    );
  });

  it('has one notice for each owner of a batch, not one for each module', async () => {
    const runId = await harness.create(describeTargets(12), {
      canary: false,
      batches: { initial: 12, max: 12 },
      maxParallel: 12,
    });
    await harness.work();
    await harness.runs.start(runId, ANA.actor.ref, ANA);
    await tell();
    await harness.work();
    const notices = (await tell()).filter(({ payload }) =>
      String(payload.title).includes('review'),
    );
    const told = notices.map(({ topic, payload }) => [
      topic,
      payload.recipients,
      payload.title,
    ]);
    expect(told.sort((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual(
      [0, 1, 2, 3].map(team => [
        NOTICE_TOPIC,
        [`group:default/team-${team}`],
        '3 changes wait for your review',
      ]),
    );
  });

  it('has no notice for the owner of modules that nobody owns', async () => {
    const runId = await harness.create(
      [describeTarget('a', { owner: undefined })],
      { canary: { approval: false } },
    );
    await harness.work();
    await harness.runs.start(runId, ANA.actor.ref, ANA);
    await harness.work();
    expect((await tell()).map(({ payload }) => payload.title)).toEqual([
      'Dry run done: Node 22',
    ]);
  });

  it('fails as a whole when Backstage does not take an event, so that it is told again', async () => {
    await harness.create(describeTargets(2));
    events.publish.mockRejectedValueOnce(new Error('The event bus is down'));
    await expect(tell()).rejects.toThrow('The event bus is down');
  });

  it('ignores a run that is not there any more', async () => {
    const runId = await harness.create(describeTargets(1));
    await harness.work();
    await harness.database('runs').where({ id: runId }).delete();
    expect(await tell()).toEqual([]);
  });
});

describe('telling people', () => {
  const message: OutboxMessage = {
    id: '1',
    topic: NOTICE_TOPIC,
    runId: 'run',
    payload: {
      recipients: [BEN],
      title: 'Look',
      link: '/orchestrator',
      severity: 'high',
      scope: 'orchestrator/run/look',
    },
  };

  it('sends a notification to the entities that it concerns', async () => {
    const notifications = { send: jest.fn(async () => {}) };
    expect(await deliverNotices(notifications).deliver([message])).toEqual([]);
    expect(notifications.send.mock.calls).toEqual([
      [
        {
          recipients: { type: 'entity', entityRef: [BEN] },
          payload: {
            title: 'Look',
            link: '/orchestrator',
            severity: 'high',
            scope: 'orchestrator/run/look',
            topic: 'orchestrator',
          },
        },
      ],
    ]);
  });

  it('has a limit, since a portal may have no notifications', async () => {
    const notifications = {
      send: async () => {
        throw new Error('404');
      },
    };
    const { deliver, maxAttempts } = deliverNotices(notifications);
    await expect(deliver([message])).rejects.toThrow('404');
    expect(maxAttempts).toBeGreaterThan(5);
    expect(maxAttempts).toBeLessThan(100);
  });
});
