import { createHmac } from 'node:crypto';
import type { ChannelMessage } from '@backstage-orchestrator/plugin-orchestrator-node';
import { serveHttp, TestClock, type HttpTestServer } from '../testing';
import { WebhookChannel, type WebhookEndpoint } from './WebhookChannel';

const NOW = '2030-01-01T00:00:00.000Z';
const signal = new AbortController().signal;
const MESSAGE: ChannelMessage = {
  to: ['public'],
  subject: 'Pay *later*',
  body: 'From **Monday** on <!channel>',
  link: 'https://portal.example.com/orchestrator/trains/t1',
  persona: 'customers',
  moment: 'before',
};

let server: HttpTestServer;

beforeAll(async () => {
  server = await serveHttp(({ url }, response) => {
    response.statusCode = Number(url.pathname.slice(1));
    return url.pathname === '/0' ? response.destroy() && undefined : {};
  });
});

afterAll(() => server.close());

function channel(endpoints: Record<string, Partial<WebhookEndpoint>>) {
  return new WebhookChannel({
    kind: 'webhook',
    setting: 'orchestrator.channels.webhooks',
    clock: new TestClock(NOW),
    endpoints: Object.fromEntries(
      Object.entries(endpoints).map(([name, endpoint]) => [
        name,
        {
          format: 'json',
          headers: {},
          timeoutMs: 200,
          ...endpoint,
          url: new URL(endpoint.url ?? '/200', server.origin).toString(),
        },
      ]),
    ),
  });
}

const send = (
  endpoints: Record<string, Partial<WebhookEndpoint>>,
  to: string[] = Object.keys(endpoints),
) =>
  channel(endpoints).send({ ...MESSAGE, to }, { idempotencyKey: 'k1', signal });

/** An address below the server of the test is known once that runs. */
const to = (status: number) => ({ url: `/${status}` });

describe('WebhookChannel', () => {
  it('posts the message with its key, and signs it', async () => {
    expect(
      await send({
        public: {
          secret: 'shared secret',
          headers: { authorization: 'OAuth x' },
        },
      }),
    ).toBe('sent');
    const { method, headers, body } = server.requests.at(-1)!;
    expect(method).toBe('POST');
    expect(JSON.parse(body)).toEqual({
      type: 'orchestrator.communication',
      id: 'k1',
      subject: 'Pay *later*',
      body: MESSAGE.body,
      text: 'From Monday on <!channel>',
      html: '<p>From <strong>Monday</strong> on &lt;!channel&gt;</p>',
      link: MESSAGE.link,
      persona: 'customers',
      moment: 'before',
    });
    const timestamp = `${Date.parse(NOW) / 1000}`;
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      authorization: 'OAuth x',
      'idempotency-key': 'k1',
      'webhook-id': 'k1',
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${createHmac('sha256', 'shared secret')
        .update(`k1.${timestamp}.${body}`)
        .digest('base64')}`,
    });
  });

  it('reads a secret of Standard Webhooks', async () => {
    await send({
      public: { secret: `whsec_${Buffer.from('the key').toString('base64')}` },
    });
    const { headers, body } = server.requests.at(-1)!;
    expect(headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', 'the key')
        .update(`k1.${headers['webhook-timestamp']}.${body}`)
        .digest('base64')}`,
    );
  });

  it('posts what Slack shows, and mentions nobody', async () => {
    await send({ chat: { format: 'slack' } });
    const { headers, body } = server.requests.at(-1)!;
    expect(headers).not.toHaveProperty('webhook-signature');
    expect(JSON.parse(body)).toEqual({
      text: `*Pay _later_*\nFrom *Monday* on &lt;!channel&gt;\n<${MESSAGE.link}>`,
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'Pay *later*' } },
        {
          type: 'section',
          text: { type: 'mrkdwn', text: 'From *Monday* on &lt;!channel&gt;' },
        },
        {
          type: 'context',
          elements: [{ type: 'mrkdwn', text: `<${MESSAGE.link}>` }],
        },
      ],
    });
  });

  it('cuts a long text into sections that Slack takes', async () => {
    const line = `${'word '.repeat(200).trim()}\n\n`;
    await channel({ chat: { format: 'slack' } }).send(
      { to: ['chat'], subject: 'x'.repeat(200), body: line.repeat(20) },
      { idempotencyKey: 'k', signal },
    );
    const { blocks } = JSON.parse(server.requests.at(-1)!.body);
    expect(blocks[0].text.text).toHaveLength(150);
    expect(blocks.length).toBeGreaterThan(5);
    for (const { text } of blocks.slice(1)) {
      expect(text.text.length).toBeLessThanOrEqual(3_000);
    }
  });

  it.each<[string, Partial<WebhookEndpoint>, string, string]>([
    ['is refused', to(403), 'notSent', 'public answers with status 403'],
    ['is sent elsewhere', to(302), 'notSent', 'status 302'],
    ['comes too often', to(429), 'notSent', 'status 429'],
    ['is under way already', to(409), 'unknown', 'status 409'],
    ['meets a broken server', to(500), 'unknown', 'status 500'],
    ['is cut off', to(0), 'unknown', 'the connection was cut'],
    [
      'reaches nobody',
      { url: 'http://127.0.0.1:1/' },
      'notSent',
      'the connection was refused',
    ],
  ])(
    'says what is known of a message that %s',
    async (_, endpoint, outcome, message) => {
      await expect(send({ public: endpoint })).rejects.toMatchObject({
        outcome,
        message: expect.stringContaining(message),
      });
    },
  );

  it('sends nothing where one name is wrong', async () => {
    const before = server.requests.length;
    await expect(
      send({ public: {} }, ['public', 'constructor']),
    ).rejects.toMatchObject({
      outcome: 'notSent',
      message:
        'orchestrator.channels.webhooks has no "constructor"; it has public',
    });
    expect(server.requests).toHaveLength(before);
  });

  it('leaves it to a person where some have got it', async () => {
    await expect(send({ a: {}, b: to(403), c: {} })).rejects.toMatchObject({
      outcome: 'unknown',
      message: 'b answers with status 403; a got it already',
    });
  });
});
