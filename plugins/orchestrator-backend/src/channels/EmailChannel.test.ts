import type { Entity } from '@backstage/catalog-model';
import type {
  BackstageCredentials,
  BackstageServicePrincipal,
} from '@backstage/backend-plugin-api';
import type { SMTPServerOptions } from 'smtp-server';
import {
  serveMail,
  type MailTestServer,
  type ReceivedMail,
} from '../__testUtils__/mailServer';
import { TestClock } from '../testing';
import { CatalogAddressBook } from './AddressBook';
import { EmailChannel, type EmailOptions } from './EmailChannel';
import type { SmtpServer } from './smtp';

const MESSAGE = {
  to: ['ana@example.com'],
  subject: 'Pay später\r\nBcc: eve@example.com',
  body: '**From** Monday <script>',
  link: 'https://portal.example.com/t1?a=1&b=2',
};

const servers: MailTestServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()));
});

async function mailServer(options: SMTPServerOptions = {}) {
  const server = await serveMail(options);
  servers.push(server);
  return server;
}

const ENTITIES: Entity[] = [
  {
    kind: 'Group',
    metadata: { name: 'support' },
    relations: [
      { type: 'hasMember', targetRef: 'user:default/ana' },
      { type: 'hasMember', targetRef: 'group:default/night' },
    ],
  },
  {
    kind: 'Group',
    metadata: { name: 'night' },
    relations: [
      { type: 'hasMember', targetRef: 'user:default/bob' },
      { type: 'hasMember', targetRef: 'group:default/support' },
    ],
  },
  {
    kind: 'Group',
    metadata: { name: 'list' },
    spec: { profile: { email: 'list@example.com' } },
    relations: [{ type: 'hasMember', targetRef: 'user:default/ana' }],
  },
  {
    kind: 'User',
    metadata: { name: 'ana' },
    spec: { profile: { email: 'ana@example.com' } },
  },
  {
    kind: 'User',
    metadata: { name: 'bob' },
    spec: { profile: { email: 'bob@example.com' } },
  },
  { kind: 'User', metadata: { name: 'mute' } },
].map(entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  ...entity,
  metadata: { namespace: 'default', ...entity.metadata },
}));

const CREDENTIALS: BackstageCredentials<BackstageServicePrincipal> = {
  $$type: '@backstage/BackstageCredentials',
  principal: { type: 'service', subject: 'plugin:orchestrator' },
};

function channel(
  port: number,
  smtp: Partial<SmtpServer> = {},
  more: Partial<EmailOptions> = {},
) {
  return new EmailChannel({
    smtp: { host: '127.0.0.1', port, tls: 'none', timeoutMs: 500, ...smtp },
    from: 'releases@example.com',
    fromName: 'Releases',
    allowDomains: [],
    clock: new TestClock(),
    addresses: new CatalogAddressBook({
      auth: { getOwnServiceCredentials: async () => CREDENTIALS },
      catalog: {
        getEntitiesByRefs: async ({ entityRefs }) => ({
          items: entityRefs.map(ref =>
            ENTITIES.find(
              ({ kind, metadata }) =>
                `${kind.toLowerCase()}:default/${metadata.name}` === ref,
            ),
          ),
        }),
      },
    }),
    ...more,
  });
}

const send = (
  made: EmailChannel,
  to: string[] = MESSAGE.to,
  signal = new AbortController().signal,
) => made.send({ ...MESSAGE, to }, { idempotencyKey: 'k1', signal });

describe('EmailChannel', () => {
  it('sends text and safe HTML, the same message with the same id', async () => {
    const { received, port } = await mailServer();
    expect(await send(channel(port))).toBe('sent');
    await send(channel(port));
    const [first, second] = received;
    expect(first).toMatchObject({
      from: 'releases@example.com',
      to: ['ana@example.com'],
    });
    const idOf = ({ content }: ReceivedMail) =>
      /^Message-ID:\s+(<[0-9a-f]{40}\.orchestrator@example\.com>)/m.exec(
        content,
      )?.[1];
    expect(idOf(first)).toBeDefined();
    expect(idOf(second)).toBe(idOf(first));
    expect(first.content).toMatch(/^To: ana@example\.com/m);
    expect(first.content).toMatch(/^Auto-Submitted: auto-generated/m);
    expect(first.content).toMatch(/^From: Releases <releases@example\.com>/m);
    expect(first.content).toMatch(/^Date: Tue, 01 Jan 2030 00:00:00 \+0000/m);
    expect(first.content).toContain('From Monday <script>');
    // Lines of quoted-printable are cut.
    expect(first.content.replace(/=\r?\n/g, '')).toContain(
      '<strong>From</strong> Monday &lt;script&gt;',
    );
    const [headers] = first.content.split(/\r?\n\r?\n/);
    expect(headers).not.toMatch(/^Bcc:/m);
  });

  it('finds the addresses of people, and shows none to another', async () => {
    const { received, port } = await mailServer();
    await send(channel(port), [
      'group:default/support',
      'user:default/ana',
      'group:default/list',
    ]);
    expect(received[0].to.sort()).toEqual([
      'ana@example.com',
      'bob@example.com',
      'list@example.com',
    ]);
    expect(received[0].content).not.toMatch(/ana@|bob@|list@/);
  });

  it('signs in', async () => {
    const { received, port } = await mailServer({
      authOptional: false,
      onAuth: ({ username, password }, _, callback) =>
        password === 'right'
          ? callback(null, { user: username })
          : callback(new Error('wrong password')),
    });
    const as = (password: string) =>
      channel(port, { username: 'bot', password });
    await send(as('right'));
    expect(received[0].user).toBe('bot');
    await expect(send(as('wrong'))).rejects.toMatchObject({
      outcome: 'notSent',
      message: expect.not.stringContaining('wrong-password'),
    });
  });

  it.each<[string, string[], string]>([
    [
      'nobody',
      ['user:default/mute'],
      'The catalog knows no address of user:default/mute; set spec.profile.email',
    ],
    ['no address', ['ana'], '"ana" is no address of email'],
    [
      'a command',
      ['ana@example.com>\r\nRCPT TO:<eve@example.com'],
      'is no address of email',
    ],
    [
      'another domain',
      ['ana@example.com', 'eve@evil.example'],
      'eve@evil.example is outside of orchestrator.channels.email.allowDomains: example.com',
    ],
  ])('sends nothing to %s', async (_, to, message) => {
    const { received, port } = await mailServer();
    await expect(
      send(channel(port, {}, { allowDomains: ['example.com'] }), to),
    ).rejects.toMatchObject({
      outcome: 'notSent',
      message: expect.stringContaining(message),
    });
    expect(received).toEqual([]);
  });

  it.each<[string, SMTPServerOptions, Partial<SmtpServer>, string]>([
    [
      'refuses the recipient',
      {
        onRcptTo: (_address, _session, callback) =>
          callback(new Error('no such user')),
      },
      {},
      'no such user',
    ],
    [
      'refuses the content',
      {
        onData: (stream, _session, callback) => {
          stream.resume().once('end', () => callback(new Error('spam')));
        },
      },
      {},
      'spam',
    ],
    ['has no TLS where that is asked', {}, { tls: 'starttls' }, ''],
    [
      'has a certificate that nobody vouches for',
      { disabledCommands: [] },
      { tls: 'starttls' },
      '',
    ],
  ])(
    'surely sent nothing where the server %s',
    async (_, options, smtp, message) => {
      // The server warns of the certificate that it comes with.
      jest.spyOn(console, 'error').mockImplementation(() => {});
      const { port } = await mailServer(options);
      jest.restoreAllMocks();
      await expect(send(channel(port, smtp))).rejects.toMatchObject({
        outcome: 'notSent',
        message: expect.stringContaining(message),
      });
    },
  );

  it('surely sent nothing where nobody listens, or it was given up before', async () => {
    await expect(send(channel(1))).rejects.toMatchObject({
      outcome: 'notSent',
    });
    const { received, port } = await mailServer();
    await expect(
      send(channel(port), MESSAGE.to, AbortSignal.abort()),
    ).rejects.toMatchObject({ outcome: 'notSent' });
    expect(received).toEqual([]);
  });

  it('does not know where the server goes silent after the content', async () => {
    const { port } = await mailServer({
      onData: stream => {
        stream.resume();
      },
    });
    await expect(send(channel(port, { timeoutMs: 200 }))).rejects.toMatchObject(
      { outcome: 'unknown' },
    );
  });

  it('does not know where it is given up after the content', async () => {
    const giveUp = new AbortController();
    const { port } = await mailServer({
      onData: stream => {
        stream.resume().once('end', () => giveUp.abort());
      },
    });
    await expect(
      send(channel(port, { timeoutMs: 5_000 }), MESSAGE.to, giveUp.signal),
    ).rejects.toMatchObject({ outcome: 'unknown' });
  });

  it('leaves it to a person where some were refused', async () => {
    const { received, port } = await mailServer({
      onRcptTo: ({ address }, _session, callback) =>
        callback(address.startsWith('bob') ? new Error('gone') : null),
    });
    await expect(
      send(channel(port), ['ana@example.com', 'bob@example.com']),
    ).rejects.toMatchObject({
      outcome: 'unknown',
      message:
        'The mail server did not take bob@example.com; all others got the message',
    });
    expect(received[0].to).toEqual(['ana@example.com']);
  });
});
