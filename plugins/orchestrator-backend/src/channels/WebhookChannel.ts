import {
  SendError,
  sendOutcome,
  type Channel,
  type ChannelMessage,
  type SendOptions,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { systemClock, type Clock } from '../clock';
import { exchange, ExchangeError } from '../httpClient';
import { webhookHeaders } from './standardWebhooks';
import { webhookPayload, type WebhookFormat } from './webhookPayload';

const LONGEST_ANSWER = 64 * 1024;

/** Somewhere that messages are posted to. */
export interface WebhookEndpoint {
  url: string;
  format: WebhookFormat;
  /** Signs each message. */
  secret?: string;
  /** Of each request, such as a token. */
  headers: Record<string, string>;
  timeoutMs: number;
}

/**
 * Posts messages to addresses of the configuration, which a communication names: what is approved in a manifest can't
 * be sent elsewhere.
 */
export class WebhookChannel implements Channel {
  readonly kind: string;
  readonly #endpoints: Record<string, WebhookEndpoint>;
  readonly #setting: string;
  readonly #clock: Clock;

  /** @param options - `setting`: where the endpoints are in the configuration, for messages */
  constructor(options: {
    kind: 'webhook' | 'statusPage';
    endpoints: Record<string, WebhookEndpoint>;
    setting: string;
    clock?: Clock;
  }) {
    this.kind = options.kind;
    this.#endpoints = options.endpoints;
    this.#setting = options.setting;
    this.#clock = options.clock ?? systemClock;
  }

  async send(message: ChannelMessage, options: SendOptions): Promise<'sent'> {
    // Before anything goes out, so that a wrong name leaves nothing half sent.
    const endpoints = message.to.map(
      name => [name, this.#endpointOf(name)] as const,
    );
    const done: string[] = [];
    for (const [name, endpoint] of endpoints) {
      try {
        await this.#post(name, endpoint, message, options);
        done.push(name);
      } catch (error) {
        throw afterOthers(error as Error, done);
      }
    }
    return 'sent';
  }

  #endpointOf(name: string): WebhookEndpoint {
    if (!Object.hasOwn(this.#endpoints, name)) {
      const known = Object.keys(this.#endpoints);
      throw new SendError(
        'notSent',
        `${this.#setting} has no "${name}"; it has ${
          known.length > 0 ? known.join(', ') : 'none yet'
        }`,
      );
    }
    return this.#endpoints[name];
  }

  async #post(
    name: string,
    endpoint: WebhookEndpoint,
    message: ChannelMessage,
    { idempotencyKey, signal }: SendOptions,
  ): Promise<void> {
    const body = JSON.stringify(
      webhookPayload(message, endpoint.format, idempotencyKey),
    );
    const answer = await exchange({
      url: new URL(endpoint.url),
      method: 'POST',
      headers: {
        ...endpoint.headers,
        'content-type': 'application/json',
        ...webhookHeaders(body, {
          id: idempotencyKey,
          at: this.#clock.now(),
          secret: endpoint.secret,
        }),
      },
      body,
      signal,
      timeoutMs: endpoint.timeoutMs,
      maxBytes: LONGEST_ANSWER,
    }).catch(error => {
      throw failureOf(error, name);
    });
    refuseStatus(answer.status, name);
  }
}

function failureOf(error: unknown, name: string): SendError {
  const { message, mayHaveArrived } = error as ExchangeError;
  return new SendError(
    mayHaveArrived === false ? 'notSent' : 'unknown',
    `${name}: ${message}`,
    { cause: error },
  );
}

/** What the other side refuses, it did not take; where it fails, or is at it already, nobody knows. */
function refuseStatus(status: number, name: string): void {
  if (status >= 200 && status < 300) {
    return;
  }
  const refused = status >= 300 && status < 500 && status !== 409;
  throw new SendError(
    refused ? 'notSent' : 'unknown',
    `${name} answers with status ${status}`,
  );
}

/** Once others have got it, it must not be sent to all again by itself. */
function afterOthers(error: Error, done: string[]): SendError {
  return done.length === 0
    ? new SendError(sendOutcome(error), error.message, { cause: error })
    : new SendError(
        'unknown',
        `${error.message}; ${done.join(', ')} got it already`,
        { cause: error },
      );
}
