import { NotificationChannel } from './NotificationChannel';

const signal = new AbortController().signal;
const MESSAGE = {
  to: ['group:default/support', 'user:default/ana'],
  subject: 'Instalments are on',
  body: '**Half** of the customers',
  link: '/orchestrator/trains/t1',
};

function channel(send: () => Promise<void> = async () => {}) {
  const sent: unknown[] = [];
  const notifications = {
    send: async (options: unknown) => {
      sent.push(options);
      await send();
    },
  };
  return { sent, channel: new NotificationChannel({ notifications }) };
}

describe('NotificationChannel', () => {
  it('sends to users and groups, in a scope that keeps it from coming twice', async () => {
    const { sent, channel: made } = channel();
    expect(await made.send(MESSAGE, { idempotencyKey: 'k1', signal })).toBe(
      'sent',
    );
    expect(sent).toEqual([
      {
        recipients: { type: 'entity', entityRef: MESSAGE.to },
        payload: {
          title: 'Instalments are on',
          description: 'Half of the customers',
          topic: 'orchestrator',
          scope: 'communication:k1',
          link: '/orchestrator/trains/t1',
        },
      },
    ]);
  });

  it.each(['component:default/a', 'a@example.com', ''])(
    'refuses %j',
    async ref => {
      const { sent, channel: made } = channel();
      await expect(
        made.send({ ...MESSAGE, to: [ref] }, { idempotencyKey: 'k', signal }),
      ).rejects.toMatchObject({
        outcome: 'notSent',
        message: `A notification goes to users and groups such as group:default/support; found "${ref}"`,
      });
      expect(sent).toEqual([]);
    },
  );

  it.each<[object, string]>([
    [{ statusCode: 404 }, 'notSent'],
    [{ cause: { code: 'ECONNREFUSED' } }, 'notSent'],
    [{ statusCode: 500 }, 'unknown'],
    [{}, 'unknown'],
  ])('knows of a failure %j that it is %s', async (facts, outcome) => {
    const { channel: made } = channel(() =>
      Promise.reject(Object.assign(new Error('no'), facts)),
    );
    await expect(
      made.send(MESSAGE, { idempotencyKey: 'k', signal }),
    ).rejects.toMatchObject({
      outcome,
      message: 'Notifications could not be sent: no',
    });
  });
});
