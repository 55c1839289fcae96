import type { RouteDefinition } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Request } from 'express';

/** What a caller sends, before it is checked. */
export interface RawInput {
  params: Record<string, unknown>;
  query: Record<string, unknown>;
  body: unknown;
}

/** What a request brings for a route. A body that is no JSON is the request itself, to be read as it comes. */
export function rawInput(route: RouteDefinition, request: Request): RawInput {
  return {
    params: request.params,
    query: queryOf(request),
    body: bodyOf(route, request),
  };
}

function bodyOf(route: RouteDefinition, request: Request): unknown {
  if (route.bodyType !== undefined) {
    return request;
  }
  return route.method === 'get' ? {} : request.body ?? {};
}

/** Reads the query flat, a repeated name as a list; Express would make objects of brackets and of long lists. */
function queryOf(request: Request): Record<string, string | string[]> {
  const search = new URL(request.url, 'http://localhost').searchParams;
  return Object.fromEntries(
    [...new Set(search.keys())].map(name => {
      const values = search.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
