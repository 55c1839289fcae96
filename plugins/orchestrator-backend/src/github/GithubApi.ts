import {
  DefaultGithubCredentialsProvider,
  type GithubCredentialsProvider,
  type ScmIntegrations,
} from '@backstage/integration';
import { rateLimitedFailure } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { z } from 'zod/v4';
import type { Clock } from '../clock';
import { createRedactor } from '../commands/redact';
import {
  exchange,
  ExchangeError,
  readJson,
  type ExchangeAnswer,
} from '../httpClient';
import {
  askedToWait,
  HOST_ASLEEP,
  putOffOf,
  type OnPutOff,
  type SleepingHosts,
} from '../pacing';
import { GithubFailure } from './GithubFailure';
import { pacedHostOf, type GithubRepository } from './repositories';

/** The version of the API that every GitHub since Enterprise Server 3.9 knows, and that still lets runs be asked for. */
const API_VERSION = '2022-11-28';
const TIMEOUT_MS = 20_000;
/** Checks come with their texts, up to 128 KiB each. */
const MAX_BYTES = 16 * 1024 * 1024;
const PAGE_SIZE = 100;
const MOST_PAGES = 30;
const TOLD_LENGTH = 300;
const SERVER_TROUBLE = 500;
/** Other than these, what is refused is refused the next time as well. */
const WORTH_ANOTHER_TRY = [408, 425];

/** A request about a repository. */
export interface GithubRequest {
  method?: 'GET' | 'POST';
  /** Below the repository, a part each: they are encoded here. */
  path: string[];
  query?: Record<string, string>;
  body?: unknown;
  signal: AbortSignal;
}

/** An answer that is a success. */
export interface GithubAnswer {
  status: number;
  body: unknown;
  /** Address of the next page, if there is one. */
  next?: URL;
}

/**
 * Speaks to the REST API of those GitHubs that `integrations.github` has, as their token or app.
 *
 * @remarks
 * Addresses are made of parts that are encoded one by one, and every one of them, that of a next page included, stays
 * below the repository at the API of its integration: nothing else is sent its token. A GitHub that asks to wait is
 * put to sleep for everybody. Rule: semantics, section 5.
 */
export class GithubApi {
  readonly #integrations: Pick<ScmIntegrations, 'github'>;
  readonly #credentials: GithubCredentialsProvider;
  readonly #sleeping: Pick<SleepingHosts, 'of' | 'putToSleep'>;
  readonly #clock: Clock;
  readonly #onPutOff: OnPutOff | undefined;

  constructor(options: {
    integrations: ScmIntegrations;
    credentials?: GithubCredentialsProvider;
    sleeping: Pick<SleepingHosts, 'of' | 'putToSleep'>;
    clock: Clock;
    onPutOff?: OnPutOff;
  }) {
    this.#integrations = options.integrations;
    this.#credentials =
      options.credentials ??
      DefaultGithubCredentialsProvider.fromIntegrations(options.integrations);
    this.#sleeping = options.sleeping;
    this.#clock = options.clock;
    this.#onPutOff = options.onPutOff;
  }

  /** @throws GithubFailure with a sentence, also for what is no success; the reason of the signal */
  async send(
    repository: GithubRepository,
    request: GithubRequest,
  ): Promise<GithubAnswer> {
    const base = this.#baseOf(repository);
    const url = below(base, request.path);
    Object.entries(request.query ?? {}).forEach(([name, value]) =>
      url.searchParams.set(name, value),
    );
    return this.#exchange(repository, base, url, request);
  }

  /**
   * All pages of a list.
   *
   * @throws GithubFailure, also where an answer is not of the schema, or there are more pages than we read
   */
  async pages<T>(
    repository: GithubRepository,
    request: GithubRequest & { schema: z.ZodType<T> },
  ): Promise<T[]> {
    const base = this.#baseOf(repository);
    const first = await this.send(repository, {
      ...request,
      query: { per_page: `${PAGE_SIZE}`, ...request.query },
    });
    const found = [readAs(request.schema, first, repository)];
    for (let next = first.next; next; ) {
      if (found.length === MOST_PAGES) {
        throw unreadable(
          `${repository.host} has more than ${MOST_PAGES} pages of what was asked for`,
        );
      }
      const page = await this.#exchange(repository, base, next, request);
      found.push(readAs(request.schema, page, repository));
      next = page.next;
    }
    return found;
  }

  /** Address of the repository, with a slash at its end. */
  #baseOf({ host, owner, name }: GithubRepository): URL {
    const api = this.#integrations.github.byHost(host)?.config.apiBaseUrl;
    if (api === undefined) {
      throw new GithubFailure(
        {
          class: 'permanent',
          code: 'githubNotConfigured',
          message: `integrations.github has no ${host} with an apiBaseUrl: add it to the configuration`,
        },
        { refused: true },
      );
    }
    return below(new URL(`${api}/`), ['repos', owner, name, '']);
  }

  async #exchange(
    repository: GithubRepository,
    base: URL,
    url: URL,
    { method = 'GET', body, signal }: GithubRequest,
  ): Promise<GithubAnswer> {
    if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) {
      throw unreadable(
        `${repository.host} leads to ${url.origin}, which is not the repository that was asked for`,
      );
    }
    await this.#mustBeAwake(repository.host);
    const token = await this.#tokenOf(repository);
    const redact = createRedactor([token]);
    const answer = await exchange({
      url,
      method,
      signal,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'user-agent': 'backstage-orchestrator',
        'x-github-api-version': API_VERSION,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((error: ExchangeError) => {
      signal.throwIfAborted();
      throw new GithubFailure(
        {
          class: 'transient',
          code: 'githubUnreachable',
          message: redact(error.message),
        },
        { refused: !error.mayHaveArrived, cause: error },
      );
    });
    await this.#heedLimit(repository.host, answer);
    if (answer.status < 200 || answer.status > 299) {
      throw refusal(repository, answer, redact);
    }
    const next = nextPage(answer, url);
    return {
      status: answer.status,
      body: readJson(answer.text),
      ...(next && { next }),
    };
  }

  async #mustBeAwake(host: string): Promise<void> {
    const sleep = await this.#sleeping.of(pacedHostOf(host));
    if (sleep) {
      this.#putOff(host, sleep.until);
      throw new GithubFailure(
        {
          class: 'rateLimited',
          code: HOST_ASLEEP,
          message: `${host} asks to wait until ${sleep.until}: ${sleep.reason}`,
          retryAfter: sleep.until,
          limit: askedToWait(host),
        },
        { refused: true },
      );
    }
  }

  async #heedLimit(host: string, answer: ExchangeAnswer): Promise<void> {
    const failure = rateLimitedFailure(
      {
        status: answer.status,
        header: name => answer.headers[name]?.toString(),
        body: answer.text,
      },
      this.#clock.now(),
    );
    if (failure) {
      const { until } = await this.#sleeping.putToSleep(
        pacedHostOf(host),
        failure.retryAfter,
        failure.message,
      );
      this.#putOff(host, until);
      throw new GithubFailure(
        {
          ...failure,
          code: HOST_ASLEEP,
          retryAfter: until,
          limit: askedToWait(host),
        },
        { refused: true, status: answer.status },
      );
    }
  }

  #putOff(host: string, until: string): void {
    this.#onPutOff?.(putOffOf(this.#clock, pacedHostOf(host), 'asked', until));
  }

  async #tokenOf({ host, owner, name }: GithubRepository): Promise<string> {
    const { token } = await this.#credentials
      .getCredentials({ url: `https://${host}/${owner}/${name}` })
      .catch(error => {
        throw new GithubFailure(
          {
            class: 'transient',
            code: 'githubCredentials',
            message: `${host} gives no token for ${owner}/${name}: ${
              (error as Error).message
            }`,
          },
          { refused: true, cause: error },
        );
      });
    if (!token) {
      throw new GithubFailure(
        {
          class: 'permanent',
          code: 'githubNotConfigured',
          message: `integrations.github has no token and no app for ${owner} at ${host}`,
        },
        { refused: true },
      );
    }
    return token;
  }
}

/** Reads an answer, or says that it is none of the API. @throws GithubFailure */
export function readAs<T>(
  schema: z.ZodType<T>,
  { body }: GithubAnswer,
  { host }: GithubRepository,
): T {
  const answer = schema.safeParse(body);
  if (!answer.success) {
    throw unreadable(
      `${host} answers something that is not of GitHub's REST API; is its apiBaseUrl right?`,
    );
  }
  return answer.data;
}

/** Something that can't be read is not known to have failed. */
export function unreadable(message: string): GithubFailure {
  return new GithubFailure(
    { class: 'transient', code: 'githubUnreadable', message },
    { refused: false },
  );
}

/** Two of them could never be told apart from a way up. */
function below(base: URL, parts: string[]): URL {
  if (parts.some(part => /^\.{1,2}$/.test(part))) {
    throw new Error(`${parts.join('/')} does not stay below ${base.pathname}`);
  }
  return new URL(parts.map(encodeURIComponent).join('/'), base);
}

function refusal(
  { host, owner, name }: GithubRepository,
  { status, text }: ExchangeAnswer,
  redact: (text: string) => string,
): GithubFailure {
  const { message } = (readJson(text) ?? {}) as { message?: unknown };
  const told =
    typeof message === 'string'
      ? `: ${redact(message).slice(0, TOLD_LENGTH)}`
      : '';
  const isTrouble = status >= SERVER_TROUBLE;
  return new GithubFailure(
    {
      class:
        isTrouble || WORTH_ANOTHER_TRY.includes(status)
          ? 'transient'
          : 'permanent',
      code: 'githubRefused',
      message: `${host} ${reasonOf(status)} for ${owner}/${name}${told}`,
    },
    // What breaks on the way back may have been done.
    { refused: !isTrouble, status },
  );
}

function reasonOf(status: number): string {
  switch (status) {
    case 301:
    case 302:
    case 307:
    case 308:
      return 'says that the repository has moved: name its new place';
    case 401:
      return 'does not take the token of integrations.github';
    case 403:
      return 'does not let the token of integrations.github do this';
    case 404:
      return 'has nothing there, or the token may not see it,';
    default:
      return `answers with status ${status}`;
  }
}

/** Rule: RFC 8288, as far as GitHub uses it. */
function nextPage({ headers }: ExchangeAnswer, url: URL): URL | undefined {
  const links = headers.link?.toString() ?? '';
  const target = /<([^<>]{1,2000})>;[^<]{0,200}\brel="next"/.exec(links)?.[1];
  return target !== undefined && URL.canParse(target, url.href)
    ? new URL(target, url)
    : undefined;
}
