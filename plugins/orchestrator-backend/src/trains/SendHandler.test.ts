import { mockServices } from '@backstage/backend-test-utils';
import {
  SendError,
  type Channel,
  type ChannelMessage,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type {
  Persona,
  TrainCommunication,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { EmailChannel, WebhookChannel } from '../channels';
import { serveMail } from '../__testUtils__/mailServer';
import { serveHttp, testDatabases } from '../testing';
import { SendHandler } from './SendHandler';
import { ANA, TrainHarness } from './testing/TrainHarness';

const databases = testDatabases();
const { signal } = new AbortController();

function emailTo(port: number): Channel {
  return new EmailChannel({
    smtp: { host: '127.0.0.1', port, tls: 'none', timeoutMs: 5_000 },
    from: 'releases@example.com',
    fromName: 'Releases',
    allowDomains: [],
    addresses: { addressesOf: async () => [] },
  });
}

function slackTo(url: string): Channel {
  return new WebhookChannel({
    kind: 'webhook',
    setting: 'orchestrator.channels.webhooks',
    endpoints: {
      chat: { url, format: 'slack', headers: {}, timeoutMs: 5_000 },
    },
  });
}

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

  const specOf = (
    body = '${{ train.title }} comes',
    persona: Persona = 'support',
    more: TrainCommunication['channels'] = [],
  ) => ({
    milestones: [{ id: 'news', title: 'News', at: 'D-10' }],
    communications: [
      {
        id: 'hello',
        persona,
        moment: 'before' as const,
        milestone: 'news',
        channels: [
          { kind: 'email' as const, to: ['all@example.com'] },
          { kind: 'webhook' as const, to: ['chat'] },
          ...more,
        ],
        subject: 'News of ${{ train.name }}',
        body,
      },
    ],
  });

  const stateOf = async (id: string) =>
    (await trains.train(id)).communications[0];

  /** A train with a message that is approved and due; returns its id. */
  async function due(
    body?: string,
    persona?: Persona,
    more?: TrainCommunication['channels'],
  ): Promise<string> {
    const id = await trains.create(specOf(body, persona, more));
    await trains.approve(id, 'hello');
    await trains.at('2030-03-16T09:00:00.000Z');
    return id;
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
    portalUrl = 'https://portal.example.com',
  ): Promise<void> {
    const handler = new SendHandler({
      trains: trains.records,
      service: trains.service,
      channels,
      portalUrl,
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
      link: `https://portal.example.com/orchestrator/trains/${id}`,
    });
    expect(sent[0].key).not.toBe(sent[1].key);
  });

  it('lead colleagues to the page of the train, in a mail as in a chat', async () => {
    const mail = await serveMail();
    const chat = await serveHttp(() => ({}));
    const id = await due();
    await work(
      new Map<string, Channel>([
        ['email', emailTo(mail.port)],
        ['webhook', slackTo(chat.origin)],
      ]),
      'https://portal.example.com',
    );
    const address = `https://portal.example.com/orchestrator/trains/${id}`;
    // Lines of quoted-printable are cut.
    const content = mail.received[0].content.replace(/=\r?\n/g, '');
    expect(content).toContain(`\r\n${address}\r\n`);
    expect(content).toContain(`href=3D"${address}"`);
    expect(JSON.parse(chat.requests[0].body).text).toContain(`<${address}>`);
    await Promise.all([mail.close(), chat.close()]);
  });

  it('lead from a notification to the page of the portal that it is read in', async () => {
    const id = await due(undefined, 'internal', [
      { kind: 'notification', to: ['group:default/support'] },
    ]);
    const kinds = ['email', 'webhook', 'notification'];
    await work(new Map(kinds.map(name => channel(name))), '');
    expect(sent.map(({ message }) => message.link)).toEqual([
      undefined,
      undefined,
      `/orchestrator/trains/${id}`,
    ]);
  });

  it.each<[string, Persona, string]>([
    ['customers', 'customers', 'https://portal.example.com'],
    ['partners', 'partners', 'https://portal.example.com'],
    ['anybody where the portal has no address', 'internal', ''],
  ])('have no link for %s', async (_, persona, portalUrl) => {
    await due(undefined, persona);
    await work(undefined, portalUrl);
    expect(sent).toHaveLength(2);
    sent.forEach(({ message }) => expect(message.link).toBeUndefined());
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

  it('go out with the notes that were approved, and wait for another approval when they change', async () => {
    const id = await trains.create(specOf('New: ${{ notesOf.shop }}'));
    await write(id, 'A basket');
    await trains.approve(id, 'hello');
    await write(id, 'A list');
    await trains.at('2030-03-16T09:00:00.000Z');
    await work();
    expect(sent).toEqual([]);
    expect(await stateOf(id)).toMatchObject({ status: 'draft' });
    await trains.approve(id, 'hello');
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
