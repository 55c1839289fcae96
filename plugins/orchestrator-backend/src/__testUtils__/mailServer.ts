import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail that a server of a test got. */
export interface ReceivedMail {
  from: string;
  to: string[];
  content: string;
  user?: string;
}

/** A real mail server of a test, on this machine. */
export interface MailTestServer {
  port: number;
  /** All that came in, oldest first. */
  received: ReceivedMail[];
  close(): Promise<void>;
}

/** Takes mail on a free port of this machine, from anybody and without TLS. */
export async function serveMail(
  options: SMTPServerOptions = {},
): Promise<MailTestServer> {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onData: async (stream, session, callback) => {
      const content = await text(stream);
      const { mailFrom, rcptTo } = session.envelope;
      received.push({
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map(({ address }) => address),
        content,
        ...(session.user && { user: String(session.user) }),
      });
      callback();
    },
    ...options,
  });
  // A client that goes away is no failure of the test.
  server.on('error', () => {});
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    port: (listening.address() as AddressInfo).port,
    received,
    close: async () => {
      server.close();
    },
  };
}
