import type { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  buildOpenApiDocument,
  manifestJsonSchema,
  RUN_FILE_TYPE,
  routes,
  type OperationId,
  type RouteDefinition,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Router,
} from 'express';
import createPromiseRouter from 'express-promise-router';
import { CALENDAR_FEED_PATH } from './calendarFeedPath';
import type { CallOperation } from './callOperation';
import { toProblem } from './problem';
import { rawInput } from './rawInput';
import { TooManyRequestsError } from './RequestRates';
import { REQUEST_ID_HEADER, requestIdOf } from './requestId';
import { resolveCaller, type CallerServices } from './resolveCaller';
import { sendResult } from './sendResult';

/** A manifest is escaped as a text in JSON, and needs some room beside it. */
const BODY_PER_MANIFEST = 4;

/**
 * Paths that can be served without a token: they say how to call the rest, or have a secret in their address.
 */
export const PUBLIC_PATHS = [
  '/openapi.json',
  '/schemas/sweep.json',
  '/schemas/train.json',
  CALENDAR_FEED_PATH,
] as const;

/** Seconds after which a caller may try again what was not available. */
const RETRY_AFTER_S = 5;

const nameRequest: RequestHandler = (request, response, next) => {
  response.locals.requestId = requestIdOf(request);
  response.set(REQUEST_ID_HEADER, response.locals.requestId);
  response.set('x-content-type-options', 'nosniff');
  next();
};

/** Refuses other bodies: a form can be sent from any page, JSON can't. */
const requireJson: RequestHandler = (request, _response, next) => {
  next(
    hasBody(request) && !request.is('application/json')
      ? Object.assign(new Error('No JSON'), { type: 'media.unsupported' })
      : undefined,
  );
};

/** What is asked for in the body of a run file; the operation reads it as it comes. */
const requireRunFile: RequestHandler = (request, _response, next) => {
  next(
    request.is(RUN_FILE_TYPE)
      ? undefined
      : Object.assign(new Error('No run file'), {
          type: 'media.unsupported.runFile',
        }),
  );
};

function hasBody(request: Request): boolean {
  return (
    request.headers['transfer-encoding'] !== undefined ||
    Number(request.headers['content-length'] ?? 0) > 0
  );
}

export interface RouterOptions extends CallerServices {
  call: CallOperation;
  logger: LoggerService;
  /** The calendar behind the secret of an address; undefined where there is none. */
  renderCalendar(token: string): Promise<string | undefined>;
  /** Longest manifest, in bytes. */
  manifestBytes: number;
}

/**
 * Serves every operation of the table `routes`: finds out who calls, calls the operation, and answers errors with
 * problem details.
 */
export function createRouter(options: RouterOptions): Router {
  const router = createPromiseRouter();
  router.use(nameRequest);
  serveDocument(router, PUBLIC_PATHS[0], buildOpenApiDocument());
  serveDocument(router, PUBLIC_PATHS[1], manifestJsonSchema());
  serveDocument(router, PUBLIC_PATHS[2], manifestJsonSchema('Train'));
  serveCalendars(router, options.renderCalendar);
  const limit = options.manifestBytes * BODY_PER_MANIFEST;
  for (const operation of Object.keys(routes) as OperationId[]) {
    const route: RouteDefinition = routes[operation];
    router[route.method](
      route.path,
      ...bodyReaders(route, limit),
      serve(operation, route, options),
    );
  }
  router.use(answerProblem(options.logger));
  return router;
}

function bodyReaders(route: RouteDefinition, limit: number): RequestHandler[] {
  if (route.method === 'get') {
    return [];
  }
  return route.bodyType === undefined
    ? [requireJson, express.json({ limit })]
    : [requireRunFile];
}

function serve(
  operation: OperationId,
  route: RouteDefinition,
  options: RouterOptions,
): RequestHandler {
  return async (request, response) => {
    const caller = await resolveCaller(
      options,
      request,
      response.locals.requestId,
    );
    const result = await options.call(
      operation,
      rawInput(route, request),
      caller,
      request,
    );
    await sendResult(route, request, response, result);
  };
}

function serveDocument(router: Router, path: string, document: object): void {
  router.get(path, (_request, response) => {
    response.set('cache-control', 'public, max-age=300').json(document);
  });
}

/** Whoever guesses learns nothing: an address that is no feed's and one that was taken back look the same. */
function serveCalendars(
  router: Router,
  render: RouterOptions['renderCalendar'],
): void {
  router.get(`${CALENDAR_FEED_PATH}/:token.ics`, async (request, response) => {
    const calendar = await render(request.params.token);
    if (calendar === undefined) {
      throw new NotFoundError('There is no such calendar');
    }
    response
      .type('text/calendar; charset=utf-8')
      .set('cache-control', 'private, max-age=300')
      .send(calendar);
  });
}

function answerProblem(logger: LoggerService): ErrorRequestHandler {
  // Express knows a handler of errors by its four parameters.
  return (error, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { requestId } = response.locals;
    const problem = toProblem(error, {
      path: `${request.baseUrl}${request.path}`,
      requestId,
    });
    if (problem.status >= 500) {
      logger.error(`${request.method} ${request.path} failed`, {
        requestId,
        error: String(error),
        stack: error instanceof Error ? error.stack ?? '' : '',
      });
    }
    if (error instanceof TooManyRequestsError) {
      response.set('retry-after', String(error.retryAfterSeconds));
    } else if (problem.status === 503) {
      response.set('retry-after', String(RETRY_AFTER_S));
    }
    // Backstage's own clients read errors of the type application/json only, and say that they accept it.
    const mediaType =
      request.accepts(['application/problem+json', 'application/json']) ||
      'application/problem+json';
    response
      .status(problem.status)
      .type(mediaType)
      .send(JSON.stringify(problem));
  };
}
