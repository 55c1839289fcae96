import { buildOpenApiDocument } from './openapi';
import { routes } from './routes';

describe('buildOpenApiDocument', () => {
  const document = buildOpenApiDocument();

  it('has an operation for each route', () => {
    for (const [id, { method, path }] of Object.entries(routes)) {
      const documented = document.paths[path.replace(/:(\w+)/g, '{$1}')];
      expect(documented[method]).toMatchObject({ operationId: id });
    }
  });

  it('refers to nothing that is not there', () => {
    const references = JSON.stringify(document).match(/"#\/[^"]+"/g) ?? [];
    expect(references.length).toBeGreaterThan(50);
    for (const reference of new Set(references)) {
      const parts = JSON.parse(reference).slice(2).split('/') as string[];
      const found = parts.reduce<unknown>(
        (value, part) => (value as Record<string, unknown> | undefined)?.[part],
        document,
      );
      expect([reference, found]).toEqual([reference, expect.any(Object)]);
    }
  });

  it('names shared schemas once, and says no more than a reader needs', () => {
    const { schemas } = document.components;
    expect(schemas).not.toHaveProperty('GetRunResponse');
    expect(schemas.RunSummary).toMatchObject({
      properties: {
        createdAt: { type: 'string', format: 'date-time' },
        targets: { type: 'integer' },
      },
    });
    expect(JSON.stringify(document)).not.toMatch(
      /9007199254740991|"\$schema"|"\$id"/,
    );
  });

  it('has files as bytes', () => {
    const file = { 'application/gzip': { schema: {} } };
    expect(document.paths['/runs/import'].post).toMatchObject({
      requestBody: { required: true, content: file },
    });
    expect(document.paths['/runs/{runId}/export'].get.responses).toMatchObject({
      200: { content: file },
    });
    expect(document.components.schemas).not.toHaveProperty('ImportRunRequest');
  });

  it('answers texts as texts', () => {
    expect(
      document.paths['/runs/{runId}/report.md'].get.responses,
    ).toMatchObject({
      200: { content: { 'text/markdown': { schema: { type: 'string' } } } },
    });
  });
});
