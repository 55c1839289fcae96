import {
  badInput,
  compileTemplate,
  type ConditionValues,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { JsonValue } from '@backstage/types';
import { createRedactor, type Redactor } from '../commands/redact';
import { exchange, type ExchangeAnswer } from './exchange';
import { refuseLocalAddress } from './localAddresses';

const MOST_REDIRECTS = 3;
const SECRET = /(\$\{[A-Za-z][\w-]*\})/;
/** They say whom a request is for and how long it is, which is not for a manifest to say. */
const RESERVED_HEADERS = [
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
];
const REDIRECTS = [301, 302, 303, 307, 308];

/** A secret, and the origins that it may be sent to. */
export interface HttpSecret {
  value: string;
  origins: string[];
}

/** What the configuration lets manifests ask over HTTP. */
export interface TemplatedHttpOptions {
  /** Origins such as `https://api.example.com`. */
  allow: string[];
  /** By the name that headers use. */
  secrets: Record<string, HttpSecret>;
  timeoutMs: number;
  maxBytes: number;
  /** Where in the configuration this stands. */
  setting: string;
}

/** A request as a manifest has it: its texts are templates. */
export interface HttpSpec {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: unknown;
}

interface PreparedRequest {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string;
}

/**
 * Sends requests that manifests describe, to where the configuration lets them.
 *
 * @remarks
 * A manifest is written by many, so it reaches only what the configuration lists: the origin of the address and of
 * every redirect. A name that leads to loopback or link-local is refused at the moment of connecting; such an address
 * has to be listed itself. Secrets go into headers only, to the origins that they are for, and into no message.
 */
export class TemplatedHttp {
  readonly #options: TemplatedHttpOptions;
  readonly #field: string;
  readonly #redact: Redactor;

  /** @param options - `field` names the request in messages, such as `http` */
  constructor(options: TemplatedHttpOptions & { field: string }) {
    this.#options = options;
    this.#field = options.field;
    this.#redact = createRedactor(
      Object.values(options.secrets).map(({ value }) => value),
    );
  }

  /**
   * @param onSend - hears the address that is asked, without secrets, before anything is sent
   * @returns the answer, whatever its status
   * @throws Error with a sentence; its cause is an ExchangeError where something may have been sent
   */
  async send(
    spec: HttpSpec,
    values: ConditionValues,
    {
      signal,
      headers = {},
      onSend,
    }: {
      signal: AbortSignal;
      /** Of ours, beside those of the manifest. */
      headers?: Record<string, string>;
      onSend?(url: string): void;
    },
  ): Promise<ExchangeAnswer & { url: URL }> {
    try {
      const request = this.#prepare(spec, values);
      onSend?.(this.#redact(request.url.toString()));
      const answer = await this.#follow(
        { ...request, headers: { ...request.headers, ...headers } },
        signal,
      );
      return { ...answer, url: request.url };
    } catch (error) {
      throw new Error(this.#redact((error as Error).message), { cause: error });
    }
  }

  #prepare(spec: HttpSpec, values: ConditionValues): PreparedRequest {
    const url = this.#admit(
      compileTemplate(spec.url).render(values, encodeURIComponent),
    );
    const headers: Record<string, string> = { accept: 'application/json' };
    for (const [name, template] of Object.entries(spec.headers)) {
      if (RESERVED_HEADERS.includes(name.toLowerCase())) {
        throw badInput(
          `${this.#field}.headers`,
          name,
          'a header other than this one',
        );
      }
      headers[name.toLowerCase()] = this.#headerOf(template, values, url);
    }
    if (spec.body === undefined) {
      return { url, method: spec.method, headers };
    }
    return {
      url,
      method: spec.method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(fillIn(spec.body as JsonValue, values)),
    };
  }

  #admit(text: string): URL {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const { allow, setting } = this.#options;
    if (!url || !/^https?:$/.test(url.protocol) || url.username !== '') {
      throw badInput(
        `${this.#field}.url`,
        text,
        'an address such as https://host/path',
      );
    }
    if (!allow.includes(url.origin)) {
      throw badInput(
        `${this.#field}.url`,
        url.origin,
        allow.length > 0
          ? `an origin that ${setting}.allow lists: ${allow.join(', ')}`
          : `an origin that ${setting}.allow lists, where there is none yet`,
      );
    }
    return url;
  }

  /** Secrets are found in the template alone: what a value contains is not read for them. */
  #headerOf(template: string, values: ConditionValues, url: URL): string {
    return template
      .split(SECRET)
      .map((part, index) =>
        index % 2 === 1
          ? this.#secretFor(part.slice(2, -1), url)
          : compileTemplate(part).render(values, oneLine),
      )
      .join('');
  }

  #secretFor(name: string, url: URL): string {
    const { secrets, setting } = this.#options;
    const secret = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
    if (!secret?.origins.includes(url.origin)) {
      throw badInput(
        `${this.#field}.headers`,
        `\${${name}}`,
        `a secret of ${setting}.secrets that may be sent to ${url.origin}`,
      );
    }
    return secret.value;
  }

  async #follow(
    first: PreparedRequest,
    signal: AbortSignal,
  ): Promise<ExchangeAnswer> {
    const { timeoutMs, maxBytes } = this.#options;
    let request = first;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
      const answer = await exchange({
        ...request,
        signal,
        timeoutMs,
        maxBytes,
        ...(!isListedAddress(request.url) && {
          checkAddress: refuseLocalAddress,
        }),
      });
      if (!REDIRECTS.includes(answer.status)) {
        return answer;
      }
      request = redirected(request, answer);
    }
    throw new Error(
      `${first.url.host} redirects more than ${MOST_REDIRECTS} times`,
    );
  }
}

/** An address that is written as one was listed as one; only names can lead where nobody looked. */
function isListedAddress({ hostname }: URL): boolean {
  return (
    hostname.startsWith('[') ||
    /^[\d.]+$/.test(hostname) ||
    hostname === 'localhost'
  );
}

function redirected(
  request: PreparedRequest,
  { status, headers }: ExchangeAnswer,
): PreparedRequest {
  const { location = '' } = headers;
  const url = URL.canParse(location, request.url.href)
    ? new URL(location, request.url)
    : undefined;
  if (url?.origin !== request.url.origin) {
    throw new Error(
      `${request.url.host} redirects to ${
        url?.origin ?? 'nowhere'
      }; a redirect is followed only to the same origin`,
    );
  }
  if (status === 307 || status === 308) {
    return { ...request, url };
  }
  const { body: _body, ...rest } = request;
  return { ...rest, url, method: 'GET' };
}

/** Texts of a body are templates; its shape and its names are not. */
function fillIn(value: JsonValue, values: ConditionValues): JsonValue {
  if (typeof value === 'string') {
    return compileTemplate(value).render(values);
  }
  if (Array.isArray(value)) {
    return value.map(item => fillIn(item, values));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          fillIn(item as JsonValue, values),
        ]),
      )
    : value;
}

function oneLine(text: string): string {
  if (/[\r\n\0]/.test(text)) {
    throw new Error('its answer has a line break, which no header may have');
  }
  return text;
}
