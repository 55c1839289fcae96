import { mockCredentials } from '@backstage/backend-test-utils';
import {
  buildOpenApiDocument,
  manifestJsonSchema,
  routes,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import Ajv from 'ajv';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import request from 'supertest';
import { assertMatchesOpenApi } from './__testUtils__/assertMatchesOpenApi';
import { startRouter } from './__testUtils__/startRouter';

const BASE = '/api/orchestrator';

interface RegisteredRoute {
  route?: { path: string; methods: Record<string, boolean> };
}

/** Every path and method of a document, as `get /runs/{runId}`. */
function documented(): string[] {
  return Object.entries(buildOpenApiDocument().paths).flatMap(
    ([path, methods]) =>
      Object.keys(methods).map(method => `${method} ${path}`),
  );
}

describe('the OpenAPI document', () => {
  it('is one, by the published schema and with all its references', () => {
    const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
    try {
      const file = join(folder, 'openapi.json');
      writeFileSync(file, JSON.stringify(buildOpenApiDocument()));
      // The validator is an ES module, which Jest can't load here.
      const cli = join(
        dirname(require.resolve('@seriousme/openapi-schema-validator')),
        'bin',
        'validate-api-cli.js',
      );
      expect(
        execFileSync(process.execPath, [cli, file], { encoding: 'utf8' }),
      ).toMatch(/"valid": true/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has each operation once, and only tags that it explains', () => {
    const document = buildOpenApiDocument();
    const operations = Object.values(document.paths).flatMap(methods =>
      Object.values(methods),
    );
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(routes)));
    const tags = new Set(
      (document.tags as { name: string }[]).map(({ name }) => name),
    );
    expect(
      operations
        .flatMap(operation => operation.tags as string[])
        .every(tag => tags.has(tag)),
    ).toBe(true);
  });

  it('lets requests have no unknown fields, and responses grow', () => {
    const { schemas } = buildOpenApiDocument().components;
    expect(schemas.RollbackRequest).toMatchObject({
      additionalProperties: false,
      required: ['reason'],
    });
    expect(schemas.RunSummary).not.toHaveProperty('additionalProperties');
  });

  it('names the fields that a request must have, and none that have a default', () => {
    const { paths, components } = buildOpenApiDocument();
    expect(components.schemas.CreateRunRequest.required).toEqual(['manifest']);
    expect(paths['/runs'].post.requestBody).toMatchObject({ required: true });
    expect(paths['/runs/{runId}/retry'].post.requestBody).toMatchObject({
      required: false,
    });
    expect(paths['/runs/{runId}/start'].post).not.toHaveProperty('requestBody');
    expect(paths['/runs'].get.parameters).toContainEqual({
      name: 'limit',
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
    });
  });

  it('is served, as is the schema of manifests', async () => {
    const { app } = startRouter();
    const served = await request(app)
      .get(`${BASE}/openapi.json`)
      .set('authorization', mockCredentials.none.header());
    expect(served.body).toEqual(
      JSON.parse(JSON.stringify(buildOpenApiDocument())),
    );
    const schema = await request(app)
      .get(`${BASE}/schemas/sweep.json`)
      .set('authorization', mockCredentials.none.header());
    expect(schema.body).toMatchObject({
      title: 'Sweep',
      properties: { kind: { const: 'Sweep' } },
    });
  });

  it('documents every route that is registered, and no other', () => {
    const { routers } = startRouter();
    const registered = routers
      .flatMap(router => router.stack as RegisteredRoute[])
      .flatMap(({ route }) =>
        route
          ? Object.keys(route.methods).map(
              method => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`,
            )
          : [],
      );
    expect(registered.sort()).toEqual(documented().sort());
  });

  it.each(documented())('%s answers', async operation => {
    const [method, path] = operation.split(' ') as [
      'get' | 'post' | 'delete',
      string,
    ];
    const { app } = startRouter();
    const response = await request(app)[method](
      `${BASE}${path.replace(/\{\w+\}/g, 'x')}`,
    );
    // 415: a run file was not sent.
    expect(
      operation === 'post /runs/import' ? [415] : [200, 201, 400],
    ).toContain(response.status);
  });
});

describe('the JSON Schema of manifests', () => {
  const validate = new Ajv({ strict: false }).compile(manifestJsonSchema());
  const manifest = {
    apiVersion: 'orchestrator/v1',
    kind: 'Sweep',
    metadata: { name: 'node-22' },
    spec: {
      owner: 'group:default/platform',
      targets: { filter: { kind: 'component' } },
      change: {
        title: 'Node 22',
        commitMessage: 'Node 22',
        steps: [{ run: { command: ['true'] } }] as object[],
      },
    },
  };

  it('accepts what a person writes, without the defaults', () => {
    expect(validate(manifest)).toBe(true);
  });

  it.each([
    ['another kind', { ...manifest, kind: 'Train' }],
    ['an unknown field', { ...manifest, spec: { ...manifest.spec, foo: 1 } }],
    [
      'a step that does nothing',
      {
        ...manifest,
        spec: {
          ...manifest.spec,
          change: { ...manifest.spec.change, steps: [{ id: 'a' }] },
        },
      },
    ],
  ])('refuses %s', (_, other) => {
    expect(validate(other)).toBe(false);
  });
});

describe('assertMatchesOpenApi', () => {
  it('takes what is documented', () => {
    expect(() =>
      assertMatchesOpenApi('validateManifest', 200, {
        valid: true,
        issues: [],
        manifest: { a: [1] },
      }),
    ).not.toThrow();
    expect(() =>
      assertMatchesOpenApi('getReportCsv', 200, 'a,b'),
    ).not.toThrow();
  });

  it.each([
    [
      'validateManifest',
      200,
      { valid: 'yes', issues: [] },
      '/valid must be boolean',
    ],
    [
      'validateManifest',
      200,
      { valid: true },
      "must have required property 'issues'",
    ],
    [
      'validateManifest',
      200,
      { valid: true, issues: [], token: 'x' },
      'must NOT have additional properties {"additionalProperty":"token"}',
    ],
    [
      'validateManifest',
      204,
      {},
      'validateManifest answers 204, documented are 200, 400',
    ],
    [
      'getReportCsv',
      200,
      {},
      'getReportCsv answers 200 with object, documented is a text',
    ],
    ['getRun', 418, {}, "must have required property 'type'"],
  ] as const)('refuses %s %d %j', (operation, status, body, message) => {
    expect(() => assertMatchesOpenApi(operation, status, body)).toThrow(
      message,
    );
  });
});
