import { createHash } from 'node:crypto';
import type {
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { isError, NotAllowedError } from '@backstage/errors';
import {
  orchestratorFlagReadPermission,
  type EvaluationContext,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import createPromiseRouter from 'express-promise-router';
import { REQUEST_ID_HEADER, requestIdOf } from '../http/requestId';
import type { EvaluationRates } from './EvaluationRates';
import type { FlagReaders } from './FlagReaders';
import type { FlagSnapshot } from './FlagSnapshot';
import { FlagWaiting } from './FlagWaiting';

const FLAGS_PATH = '/ofrep/v1/evaluate/flags';
/** A context is a handful of attributes. */
const MAX_BODY_BYTES = 64 * 1024;
/** Gateways end requests that nothing comes of; a minute is the usual limit. */
const MAX_WAIT_SECONDS = 30;

/** What the router works with. */
export interface OfrepRouterOptions {
  httpAuth: HttpAuthService;
  logger: LoggerService;
  readers: FlagReaders;
  rates: EvaluationRates;
  snapshot: Pick<FlagSnapshot, 'evaluate' | 'evaluateAll' | 'nextChange'>;
}

/** A request that can't be evaluated, by OpenFeature's error codes. */
class BadRequest extends Error {
  readonly errorCode: 'PARSE_ERROR' | 'INVALID_CONTEXT';

  constructor(errorCode: BadRequest['errorCode'], message: string) {
    super(message);
    this.errorCode = errorCode;
  }
}

/** The caller evaluates more than is allowed. */
class TooManyEvaluations extends Error {
  readonly retryAfterSeconds: number;

  constructor(caller: string, waitMs: number) {
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    super(
      `${caller} evaluates more than orchestrator.flags.evaluationsPerMinute allows; the next one in ${seconds} s`,
    );
    this.retryAfterSeconds = seconds;
  }
}

const nameRequest: RequestHandler = (request, response, next) => {
  response.locals.requestId = requestIdOf(request);
  response.set(REQUEST_ID_HEADER, response.locals.requestId);
  next();
};

/** A body of another type has not been read. */
const requireJson: RequestHandler = (request, _response, next) => {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined ||
    Number(request.headers['content-length'] ?? 0) > 0;
  next(
    hasBody && !request.is('application/json')
      ? new BadRequest(
          'PARSE_ERROR',
          `body: found ${
            request.get('content-type') ?? 'no content-type'
          }, accepted is application/json`,
        )
      : undefined,
  );
};

/**
 * Serves the OpenFeature Remote Evaluation Protocol, version 0.1.0 of its OpenAPI document.
 *
 * @remarks
 * Answers come from the snapshot in memory: no evaluation asks the database, the queue or a worker. Errors have the
 * protocol's own form; the rest of the API has another one.
 */
export function createOfrepRouter(options: OfrepRouterOptions): Router {
  const { snapshot } = options;
  const waiting = new FlagWaiting(snapshot);
  const router = createPromiseRouter();
  const before: RequestHandler[] = [
    nameRequest,
    admit(options),
    express.json({ limit: MAX_BODY_BYTES }),
    requireJson,
  ];
  router.post(`${FLAGS_PATH}/:key`, ...before, (request, response) => {
    const { key } = request.params;
    const result = snapshot.evaluate(key, contextOf(request));
    response.set('cache-control', 'no-store');
    if (!result) {
      response.status(404).json({
        key,
        errorCode: 'FLAG_NOT_FOUND',
        errorDetails: `There is no flag ${key}`,
      });
      return;
    }
    response.status('errorCode' in result ? 400 : 200).json(result);
  });
  router.post(FLAGS_PATH, ...before, async (request, response) => {
    const context = contextOf(request);
    const answer = () =>
      taggedOf(JSON.stringify({ flags: snapshot.evaluateAll(context) }));
    const known = request.get('if-none-match');
    const seconds = waitOf(request);
    if (known !== undefined && seconds !== undefined) {
      const waited = await waiting.forNews(
        () => !isKnown(known, answer().tag),
        seconds * 1000,
        untilClosed(response),
      );
      if (waited) {
        response.set('preference-applied', `wait=${seconds}`);
      }
    }
    sendTagged(request, response, answer());
  });
  router.use(FLAGS_PATH, answerError(options.logger));
  return router;
}

/** Lets in who may read flags and does not ask too often. */
function admit({
  httpAuth,
  readers,
  rates,
}: OfrepRouterOptions): RequestHandler {
  return async request => {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    const { principal } = credentials;
    const caller =
      principal.type === 'user' ? principal.userEntityRef : principal.subject;
    const waitMs = rates.take(caller);
    if (waitMs !== undefined) {
      throw new TooManyEvaluations(caller, waitMs);
    }
    if (!(await readers.mayRead(credentials))) {
      throw new NotAllowedError(
        `The permission ${orchestratorFlagReadPermission.name} is missing`,
      );
    }
    return 'next';
  };
}

/** @throws BadRequest where it is no object */
function contextOf(request: Request): EvaluationContext {
  const body: unknown = request.body ?? {};
  const context = isObject(body) ? body.context ?? {} : body;
  if (!isObject(context) || !isObject(body)) {
    throw new BadRequest(
      'INVALID_CONTEXT',
      `context: found ${
        Array.isArray(context) ? 'an array' : `a ${typeof context}`
      }, accepted is an object`,
    );
  }
  const { targetingKey } = context;
  if (targetingKey !== undefined && typeof targetingKey !== 'string') {
    throw new BadRequest(
      'INVALID_CONTEXT',
      `context.targetingKey: found a value of type ${typeof targetingKey}, accepted is a text`,
    );
  }
  return context;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** RFC 7240, 4.3: how long the caller would rather wait for news, in whole seconds. */
function waitOf(request: Request): number | undefined {
  const [, seconds] =
    /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:$|[,;])/i.exec(
      request.get('prefer') ?? '',
    ) ?? [];
  return seconds === undefined
    ? undefined
    : Math.min(Number(seconds), MAX_WAIT_SECONDS);
}

/** Aborted when the answer was sent, or nobody waits for it any more. */
function untilClosed(response: Response): AbortSignal {
  const controller = new AbortController();
  response.on('close', () => controller.abort());
  // Who left while the request was let in has closed it before anybody listened.
  if (response.closed || response.destroyed) {
    controller.abort();
  }
  return controller.signal;
}

interface Tagged {
  body: string;
  tag: string;
}

function taggedOf(body: string): Tagged {
  const digest = createHash('sha256').update(body).digest('base64url');
  return { body, tag: `"${digest}"` };
}

/** Answers with the body, or with nothing where the caller has it already. */
function sendTagged(
  request: Request,
  response: Response,
  { body, tag }: Tagged,
): void {
  response.set('etag', tag).set('cache-control', 'private, no-cache');
  if (isKnown(request.get('if-none-match'), tag)) {
    response.status(304).end();
    return;
  }
  response.status(200).type('application/json').send(body);
}

/** RFC 9110, 13.1.2: a list of tags, weak ones the same as strong ones, or `*`. */
function isKnown(header: string | undefined, tag: string): boolean {
  return (header ?? '')
    .split(',')
    .map(known => known.trim().replace(/^W\//, ''))
    .some(known => known === tag || known === '*');
}

/** Codes of Express's parser of bodies. */
const BODY_ERRORS: Record<string, string> = {
  'entity.parse.failed': 'body: found no JSON, accepted is an object as JSON',
  'entity.too.large': `body: found more, accepted are at most ${MAX_BODY_BYTES} bytes`,
  'charset.unsupported': 'body: found another charset, accepted is UTF-8',
  'encoding.unsupported':
    'body: found another content-encoding, accepted are gzip, deflate and br',
};

const STATUSES: Record<string, number> = {
  AuthenticationError: 401,
  NotAllowedError: 403,
};

function answerError(logger: LoggerService): ErrorRequestHandler {
  // Express knows a handler of errors by its four parameters.
  return (error, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const bad = badRequestOf(error);
    if (bad) {
      const key = keyOf(request);
      response.status(400).json({
        ...(key !== undefined && { key }),
        errorCode: bad.errorCode,
        errorDetails: bad.message,
      });
    } else if (error instanceof TooManyEvaluations) {
      response
        .status(429)
        .set('retry-after', String(error.retryAfterSeconds))
        .json({ errorDetails: error.message });
    } else if (isError(error) && Object.hasOwn(STATUSES, error.name)) {
      response
        .status(STATUSES[error.name])
        .json({ errorDetails: error.message });
    } else {
      answerUnexpected(logger, error, request, response);
    }
  };
}

function badRequestOf(error: unknown): BadRequest | undefined {
  if (error instanceof BadRequest) {
    return error;
  }
  const type = isError(error) ? error.type : undefined;
  const message =
    error instanceof URIError
      ? 'key: found a percent sign that stands for nothing'
      : typeof type === 'string' && BODY_ERRORS[type];
  return message ? new BadRequest('PARSE_ERROR', message) : undefined;
}

/** What was not made for callers stays in the log. */
function answerUnexpected(
  logger: LoggerService,
  error: unknown,
  request: Request,
  response: Response,
): void {
  const { requestId } = response.locals;
  const key = keyOf(request);
  const isKnownReason =
    isError(error) && error.name === 'ServiceUnavailableError';
  if (!isKnownReason) {
    logger.error(`${request.method} ${request.path} failed`, {
      requestId,
      error: String(error),
      stack: error instanceof Error ? error.stack ?? '' : '',
    });
  }
  response.status(500).json({
    ...(key !== undefined && { key }),
    errorCode: 'GENERAL',
    errorDetails: isKnownReason
      ? error.message
      : `Something unexpected went wrong; the log of the backend has it under ${requestId}.`,
  });
}

/** The flag that a path asks for; a handler of errors has no parameters. */
function keyOf(request: Request): string | undefined {
  const key = request.path.split('/')[1];
  return key === undefined || key === '' ? undefined : safeDecode(key);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
