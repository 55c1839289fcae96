import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { isError } from '@backstage/errors';
import { SendError } from '@backstage-orchestrator/plugin-orchestrator-node';

/** How a connection is kept secret: TLS from the start, TLS that the server must offer, or not at all. */
export const SMTP_TLS = ['implicit', 'starttls', 'none'] as const;

/** A mail server. */
export interface SmtpServer {
  host: string;
  port: number;
  tls: (typeof SMTP_TLS)[number];
  username?: string;
  password?: string;
  timeoutMs: number;
}

/** A message, ready for the wire. */
export interface Envelope {
  from: string;
  to: string[];
  content: Buffer;
}

/**
 * Hands a message to a mail server.
 *
 * @remarks The content is read only once the server has said that it may come. What fails before that, surely did not
 *   go out; neither did what the server refuses in so many words.
 *
 * @returns recipients that the server refused, while it took the message for others
 * @throws SendError
 */
export async function sendOverSmtp(
  server: SmtpServer,
  envelope: Envelope,
  signal: AbortSignal,
): Promise<string[]> {
  let contentWasRead = false;
  const content = new Readable({
    read() {
      contentWasRead = true;
      this.push(envelope.content);
      this.push(null);
    },
  });
  const connection = connectionTo(server);
  const giveUp = () => connection.close();
  signal.addEventListener('abort', giveUp);
  try {
    signal.throwIfAborted();
    const refused = await converse(connection, server, envelope, content);
    connection.quit();
    return refused;
  } catch (error) {
    connection.close();
    const wasRefused =
      ((error as { responseCode?: number }).responseCode ?? 0) >= 400;
    throw new SendError(
      contentWasRead && !wasRefused ? 'unknown' : 'notSent',
      `${server.host}:${server.port} did not take the message: ${
        isError(error) ? error.message : String(error)
      }`,
      { cause: error },
    );
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

function connectionTo({ host, port, tls, timeoutMs }: SmtpServer) {
  return new SMTPConnection({
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
}

function converse(
  connection: SMTPConnection,
  { username, password }: SmtpServer,
  { from, to }: Envelope,
  content: Readable,
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    // Not once: a second error without a listener would end the process.
    connection.on('error', reject);
    connection.once('end', () => reject(new Error('the connection was cut')));
    const hand = () =>
      connection.send({ from, to }, content, (error, info) => {
        if (error) {
          reject(error);
        } else {
          resolve(info.rejected.map(String));
        }
      });
    connection.connect(error => {
      if (error) {
        reject(error);
      } else if (username === undefined) {
        hand();
      } else {
        connection.login(
          { credentials: { user: username, pass: password ?? '' } },
          problem => (problem ? reject(problem) : hand()),
        );
      }
    });
  });
}
