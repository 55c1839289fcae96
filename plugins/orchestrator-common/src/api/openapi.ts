import { z } from 'zod/v4';
import type { RouteDefinition } from './route';
import { routes } from './routes';
import {
  COMPONENTS,
  componentsOf,
  namedSchemas,
  requestName,
  responseName,
  simplify,
  type Json,
  type NamedSchema,
} from './openapiComponents';
import { RUN_FILE_TYPE } from './runFile';
import { jsonValueSchema } from './schemas';

/** An OpenAPI 3.1 document as plain data. @public */
export interface OpenApiDocument extends Record<string, unknown> {
  openapi: string;
  paths: Record<string, Record<string, Record<string, unknown>>>;
  components: {
    schemas: Record<string, Record<string, unknown>>;
    [kind: string]: unknown;
  };
}

const DOCUMENTS_TAG = 'documents';

/** Bytes, as OpenAPI 3.1 has them: their media type says it all. */
const BINARY = {};

const PROBLEMS: [status: string, name: string, description: string][] = [
  [
    '400',
    'InvalidInput',
    'The request has mistakes; `issues` names each of them',
  ],
  ['401', 'NotAuthenticated', 'There is no valid token'],
  ['403', 'NotAllowed', 'The caller may not do this'],
  ['404', 'NotFound', 'There is no such thing, or the caller may not see it'],
  ['409', 'Conflict', 'It can’t be done in the present state'],
  ['413', 'TooLarge', 'The body is too large'],
  ['429', 'TooManyRequests', 'The caller sends more than is allowed'],
  ['503', 'Unavailable', 'Something that is needed can’t be reached'],
  [
    'default',
    'Unexpected',
    'An error of the server; the log has it under the request id',
  ],
];

/**
 * Describes the HTTP API from the one table that the server registers and the client calls by.
 *
 * @remarks
 * OpenAPI 3.1. Operation ids are the keys of `routes`. A response may grow fields in a later release, so its objects
 * are open; a request may not have unknown fields, so that a mistyped one is never taken for an absent one.
 *
 * @public
 */
export function buildOpenApiDocument(): OpenApiDocument {
  const entries = Object.entries<RouteDefinition>(routes);
  const known = namedSchemas();
  const answers = entries
    .filter(([, { responseType }]) => responseType === undefined)
    .map<NamedSchema>(([id, { response }]) => [
      responseName(id, response),
      response,
    ]);
  const bodies = entries
    .filter(([, route]) => hasBody(route) && route.bodyType === undefined)
    .map<NamedSchema>(([id, { body }]) => [requestName(id), body]);
  const paths: OpenApiDocument['paths'] = {};
  for (const [id, route] of entries) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(id, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Orchestrator',
      version: '1',
      description:
        'Sweeps over the modules of the software catalog, and release trains of its products. Times are ISO 8601 in UTC.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/orchestrator' }],
    tags: [
      ...new Set([...entries.map(([, { tag }]) => tag), DOCUMENTS_TAG]),
    ].map(name => ({ name })),
    security: [{ backstage: [] }],
    paths: { ...paths, ...documentPaths() },
    components: {
      schemas: {
        ...componentsOf(
          [
            ...known.filter(([, schema]) => schema === jsonValueSchema),
            ...bodies,
          ],
          'input',
        ),
        ...componentsOf([...known, ...answers], 'output'),
      },
      responses: Object.fromEntries(
        PROBLEMS.map(([, name, description]) => [
          name,
          problemResponse(description),
        ]),
      ),
      headers: {
        RequestId: {
          description: 'Names the request in logs, events and the audit log',
          schema: { type: 'string' },
        },
      },
      parameters: {
        RequestId: {
          name: 'x-request-id',
          in: 'header',
          description:
            'A name for the request; one is made up where it is absent or not well-formed',
          schema: { type: 'string', pattern: '^[A-Za-z0-9._:-]{1,128}$' },
        },
      },
      securitySchemes: {
        backstage: {
          type: 'http',
          scheme: 'bearer',
          description: 'A Backstage token, of a user or of a service',
        },
      },
    },
  };
}

function operation(id: string, route: RouteDefinition): Json {
  const statuses = PROBLEMS.filter(
    ([status]) =>
      route.method !== 'get' || (status !== '409' && status !== '413'),
  );
  return {
    operationId: id,
    summary: route.summary,
    tags: [route.tag],
    parameters: [
      ...parameters(route.params, 'path'),
      ...parameters(route.query, 'query'),
      { $ref: '#/components/parameters/RequestId' },
    ],
    ...(hasBody(route) && {
      requestBody: {
        required: !route.body.safeParse({}).success,
        content: route.bodyType
          ? { [route.bodyType]: { schema: BINARY } }
          : {
              'application/json': {
                schema: { $ref: `${COMPONENTS}${requestName(id)}` },
              },
            },
      },
    }),
    responses: {
      [String(route.status ?? 200)]: {
        description: route.summary,
        headers: { 'x-request-id': { $ref: '#/components/headers/RequestId' } },
        content: route.responseType
          ? {
              [route.responseType]: {
                schema:
                  route.responseType === RUN_FILE_TYPE
                    ? BINARY
                    : { type: 'string' },
              },
            }
          : {
              'application/json': {
                schema: {
                  $ref: `${COMPONENTS}${responseName(id, route.response)}`,
                },
              },
            },
      },
      ...Object.fromEntries(
        statuses.map(([status, name]) => [
          status,
          { $ref: `#/components/responses/${name}` },
        ]),
      ),
    },
  };
}

function parameters(schema: z.ZodType, place: 'path' | 'query'): Json[] {
  return Object.entries<z.ZodType>(
    schema instanceof z.ZodObject ? schema.shape : {},
  ).map(([name, part]) => {
    const {
      $schema: _schema,
      description,
      ...rest
    } = z.toJSONSchema(part, {
      io: 'output',
      unrepresentable: 'any',
      override: ({ jsonSchema }) => simplify(jsonSchema, 'output'),
    });
    return {
      name,
      in: place,
      required: place === 'path' || !part.safeParse(undefined).success,
      ...(description !== undefined && { description }),
      schema: rest,
    };
  });
}

function hasBody({ method, body, bodyType }: RouteDefinition): boolean {
  if (bodyType !== undefined) {
    return true;
  }
  return (
    method !== 'get' &&
    body instanceof z.ZodObject &&
    Object.keys(body.shape).length > 0
  );
}

function problemResponse(description: string): Json {
  const content = { schema: { $ref: `${COMPONENTS}Problem` } };
  return {
    description,
    content: {
      'application/problem+json': content,
      'application/json': content,
    },
  };
}

/** The documents that describe the rest; nobody needs a token for them. */
function documentPaths(): OpenApiDocument['paths'] {
  const document = (
    operationId: string,
    summary: string,
  ): Record<string, Json> => ({
    get: {
      operationId,
      summary,
      tags: [DOCUMENTS_TAG],
      security: [],
      responses: {
        '200': {
          description: summary,
          content: { 'application/json': { schema: { type: 'object' } } },
        },
      },
    },
  });
  return {
    '/openapi.json': document('getOpenApiDocument', 'This document'),
    '/schemas/sweep.json': document(
      'getSweepSchema',
      'JSON Schema of the manifests of sweeps, for editors',
    ),
    '/schemas/train.json': document(
      'getTrainSchema',
      'JSON Schema of the manifests of release trains, for editors',
    ),
    '/feeds/calendar/{token}.ics': {
      get: {
        operationId: 'getCalendarFeed',
        summary: 'An iCalendar feed; the secret in its address is the key',
        tags: [DOCUMENTS_TAG],
        security: [],
        parameters: [
          {
            name: 'token',
            in: 'path',
            required: true,
            schema: { type: 'string' },
          },
        ],
        responses: {
          '200': {
            description: 'The calendar',
            content: { 'text/calendar': { schema: { type: 'string' } } },
          },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/health': {
      get: {
        operationId: 'getHealth',
        summary: 'Whether this replica can work, for probes of the platform',
        tags: [DOCUMENTS_TAG],
        security: [],
        responses: {
          '200': {
            description: 'It can',
            content: { 'application/json': { schema: { type: 'object' } } },
          },
          '503': {
            description: 'A part does not work; `checks` names it',
            content: { 'application/json': { schema: { type: 'object' } } },
          },
        },
      },
    },
  };
}
