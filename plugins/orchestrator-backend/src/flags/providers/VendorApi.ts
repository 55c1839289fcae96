import {
  FailureError,
  rateLimitedFailure,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Clock } from '../../clock';
import { flagFailure } from './flagFailure';

const TIMEOUT_MS = 10_000;
const LONGEST_QUOTE = 300;

/** A request to a flag system. */
export interface VendorRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the address of the configuration; parts are encoded already. */
  path: string;
  body?: unknown;
  contentType?: string;
}

/** Speaks JSON over HTTP with one server, and sorts what goes wrong. */
export class VendorApi {
  readonly #name: string;
  readonly #url: string;
  readonly #token: string;
  readonly #clock: Clock;

  constructor(options: {
    name: string;
    url: string;
    /** Whole value of the header `authorization`. */
    token: string;
    clock: Clock;
  }) {
    this.#name = options.name;
    this.#url = options.url;
    this.#token = options.token;
    this.#clock = options.clock;
  }

  /**
   * @returns what the server answered as JSON; undefined where it has nothing to say, or what was to be read or deleted
   *   is not there
   * @throws FailureError `authFailed`, `flagRefused` (permanent), `hostRateLimited`, `flagHostUnavailable` (transient)
   */
  async send<T>(request: VendorRequest): Promise<T | undefined> {
    const response = await this.#fetch(request);
    const text = await response.text().catch(() => '');
    const mayBeMissing = ['GET', 'DELETE'].includes(request.method);
    if (response.status === 404 && mayBeMissing) {
      return undefined;
    }
    if (!response.ok) {
      throw this.#failure(request, response, text);
    }
    try {
      return text === '' ? undefined : JSON.parse(text);
    } catch (error) {
      throw flagFailure(
        'transient',
        'flagHostUnavailable',
        `${this.#name} answered ${request.method} ${
          request.path
        } with something that is no JSON`,
        { cause: error },
      );
    }
  }

  async #fetch({
    method,
    path,
    body,
    contentType = 'application/json',
  }: VendorRequest): Promise<Response> {
    try {
      return await fetch(`${this.#url}${path}`, {
        method,
        headers: {
          accept: 'application/json',
          authorization: this.#token,
          ...(body !== undefined && { 'content-type': contentType }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        // The token goes to the server of the configuration and nowhere else.
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (error) {
      throw flagFailure(
        'transient',
        'flagHostUnavailable',
        `${this.#name} can't be reached: ${method} ${path}`,
        { cause: error },
      );
    }
  }

  #failure(
    { method, path }: VendorRequest,
    { status, headers }: Response,
    body: string,
  ): FailureError {
    const limited = rateLimitedFailure(
      { status, header: name => headers.get(name), body },
      this.#clock.now(),
    );
    if (limited) {
      return new FailureError(limited);
    }
    const said = body.split(this.#token).join('***').slice(0, LONGEST_QUOTE);
    const message = `${
      this.#name
    } answered ${status} to ${method} ${path}: ${said}`;
    if (status === 401 || status === 403) {
      return flagFailure('permanent', 'authFailed', message);
    }
    return status >= 500 || status === 408 || status === 409
      ? flagFailure('transient', 'flagHostUnavailable', message)
      : flagFailure('permanent', 'flagRefused', message);
  }
}
