import { mockServices } from '@backstage/backend-test-utils';
import {
  SendError,
  type Channel,
  type ChannelMessage,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { testDatabases } from '../testing';
import { SendHandler } from './SendHandler';
import { ANA, TrainHarness } from './testing/TrainHarness';

const databases = testDatabases();
const { signal } = new AbortController();

describe.each(databases.supported)('messages of trains on %s', kind => {
  let trains: TrainHarness;
  let sent: { kind: string; message: ChannelMessage; key: string }[];
  let failure: Error | undefined;

  beforeEach(async () => {
    trains = new TrainHarness(await databases.init(kind));
    sent = [];
    failure = undefined;
  });

  function channel(name: string, fails = () => failure): [string, Channel] {
    return [
      name,
      {
        kind: name,
        send: async (message, { idempotencyKey }) => {
          const error = fails();
          if (error) {
            throw error;
          }
          sent.push({ kind: name, message, key: idempotencyKey });
          return 'sent';
        },
      },
    ];
  }

  /** A train with a message that is approved and due; returns its id. */
  async function due(body = '${{ train.title }} comes'): Promise<string> {
    const id = await trains.create({
      milestones: [{ id: 'news', title: 'News', at: 'D-10' }],
      communications: [
        {
          id: 'hello',
          persona: 'customers',
          moment: 'before',
          milestone: 'news',
          channels: [
            { kind: 'email', to: ['all@example.com'] },
            { kind: 'webhook', to: ['chat'] },
          ],
          subject: 'News of ${{ train.name }}',
          body,
        },
      ],
    });
    const [{ digest }] = (await trains.train(id)).communications;
    await trains.service.command(
      id,
      {
        type: 'approveCommunication',
        id: 'hello',
        by: ANA.actor.ref,
        ownershipRefs: ['group:default/commerce'],
        digest,
      },
      ANA,
    );
    await trains.at('2030-03-16T09:00:00.000Z');
    return id;
  }

  async function work(
    channels = new Map([channel('email'), channel('webhook')]),
  ): Promise<void> {
    const handler = new SendHandler({
      trains: trains.records,
      service: trains.service,
      channels,
      logger: mockServices.logger.mock(),
    });
    for (const claim of await trains.claim()) {
      await handler.execute(claim, signal);
    }
  }

  const stateOf = async (id: string) =>
    (await trains.train(id)).communications[0];

  it('go out once on every channel, filled in', async () => {
    const id = await due();
    await work();
    await work();
    expect(await stateOf(id)).toMatchObject({ status: 'sent' });
    expect(sent.map(one => one.kind)).toEqual(['email', 'webhook']);
    expect(sent[0].message).toMatchObject({
      to: ['all@example.com'],
      subject: 'News of spring',
      body: 'spring comes',
      link: `/orchestrator/trains/${id}`,
    });
    expect(sent[0].key).not.toBe(sent[1].key);
  });

  it('say where nothing went out, and where nobody knows', async () => {
    const first = await due();
    failure = new SendError('notSent', 'No route');
    await work();
    expect(await stateOf(first)).toMatchObject({
      status: 'failed',
      failure: { outcome: 'notSent', message: 'email: No route' },
    });
    failure = new Error('The line broke');
    await trains.service.command(
      first,
      {
        type: 'retryCommunication',
        id: 'hello',
        by: ANA.actor.ref,
        reason: 'The route is back',
      },
      ANA,
    );
    await work();
    expect(await stateOf(first)).toMatchObject({
      status: 'failed',
      failure: { outcome: 'unknown' },
    });
  });

  it('ask a person where a part of them went out', async () => {
    const id = await due();
    const refuses = () => new SendError('notSent', 'No chat');
    await work(new Map([channel('email'), channel('webhook', refuses)]));
    expect(await stateOf(id)).toMatchObject({
      failure: {
        outcome: 'unknown',
        message: 'Sent by email, but not to all. webhook: No chat',
      },
    });
  });

  it('ask a person where the worker before fell silent while it sent, and send nothing', async () => {
    const id = await due();
    await new Promise<void>(begun => {
      const silent: Channel = {
        kind: 'email',
        send: () => {
          begun();
          return new Promise(() => {});
        },
      };
      // It never comes to its end.
      work(new Map([['email', silent]])).catch(() => {});
    });
    await trains.transport.recover({ all: true });
    await work();
    expect(sent).toEqual([]);
    expect(await stateOf(id)).toMatchObject({
      failure: {
        outcome: 'unknown',
        message: 'A worker fell silent while it sent this',
      },
    });
    // What a person has sent again is handed over anew.
    await trains.service.command(
      id,
      {
        type: 'retryCommunication',
        id: 'hello',
        by: ANA.actor.ref,
        reason: 'Nobody has got it',
      },
      ANA,
    );
    await work();
    expect(await stateOf(id)).toMatchObject({ status: 'sent' });
    expect((await stateOf(id)).handedOver).toBeUndefined();
  });

  it('are sent where the worker before had not begun, however often it was claimed', async () => {
    const id = await due();
    await trains.claim();
    await trains.transport.recover({ all: true });
    const claims = await trains.claim();
    await trains.transport.release(claims);
    await work();
    expect(await stateOf(id)).toMatchObject({ status: 'sent' });
    expect(sent.map(one => one.kind)).toEqual(['email', 'webhook']);
  });

  it('do not go out for a train that was cancelled meanwhile', async () => {
    const id = await due();
    await trains.service.command(
      id,
      { type: 'cancel', by: ANA.actor.ref, reason: 'Not this spring' },
      ANA,
    );
    await work();
    expect(sent).toEqual([]);
    expect(await stateOf(id)).toMatchObject({
      status: 'failed',
      failure: { outcome: 'notSent' },
    });
    expect(await trains.claim()).toEqual([]);
  });

  it('name a channel that is not set up, and a text that can not be filled in', async () => {
    const id = await due();
    await work(new Map());
    expect((await stateOf(id)).failure?.message).toContain(
      'orchestrator.channels',
    );
  });
});
