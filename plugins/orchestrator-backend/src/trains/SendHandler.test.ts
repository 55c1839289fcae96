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

  const specOf = (body: string) => ({
    milestones: [{ id: 'news', title: 'News', at: 'D-10' }],
    communications: [
      {
        id: 'hello',
        persona: 'customers' as const,
        moment: 'before' as const,
        milestone: 'news',
        channels: [
          { kind: 'email' as const, to: ['all@example.com'] },
          { kind: 'webhook' as const, to: ['chat'] },
        ],
        subject: 'News of ${{ train.name }}',
        body,
      },
    ],
  });

  const stateOf = async (id: string) =>
    (await trains.train(id)).communications[0];

  /** A train with a message that is approved and due; returns its id. */
  async function due(body = '${{ train.title }} comes'): Promise<string> {
    const id = await trains.create(specOf(body));
    await approve(id);
    await trains.at('2030-03-16T09:00:00.000Z');
    return id;
  }

  async function approve(id: string): Promise<void> {
    const { digest } = await stateOf(id);
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
  }

  async function write(id: string, text: string): Promise<void> {
    await trains.service.commandProduct(
      id,
      'shop',
      {
        type: 'editNotes',
        by: ANA.actor.ref,
        edits: [],
        added: [{ kind: 'feature', text, breaking: false, segments: [] }],
      },
      ANA,
    );
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

  it('ask a person where the worker before fell silent, and send nothing', async () => {
    const id = await due();
    await trains.claim();
    await trains.transport.recover({ all: true });
    await work();
    expect(sent).toEqual([]);
    expect(await stateOf(id)).toMatchObject({
      failure: { outcome: 'unknown' },
    });
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

  it('go out with the notes that were approved, and wait for another approval when they change', async () => {
    const id = await trains.create(specOf('New: ${{ notesOf.shop }}'));
    await write(id, 'A basket');
    await approve(id);
    await write(id, 'A list');
    await trains.at('2030-03-16T09:00:00.000Z');
    await work();
    expect(sent).toEqual([]);
    expect(await stateOf(id)).toMatchObject({ status: 'draft' });
    await approve(id);
    // It is in the hands of a worker by now.
    await write(id, 'Too late');
    await work();
    expect(await stateOf(id)).toMatchObject({ status: 'sent' });
    expect(sent.map(({ message }) => message.body)).toEqual(
      Array(2).fill('New: ### Features\n\n- A basket\n- A list'),
    );
  });

  it('name a channel that is not set up, and a text that can not be filled in', async () => {
    const id = await due();
    await work(new Map());
    expect((await stateOf(id)).failure?.message).toContain(
      'orchestrator.channels',
    );
  });
});
