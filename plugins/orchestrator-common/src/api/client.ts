import { ResponseError } from '@backstage/errors';
import { bytesOf, RUN_FILE_TYPE, type RunFile } from './runFile';
import { routes, type OperationId, type Routes } from './routes';
import type { RouteDefinition, RouteInput, RouteOutput } from './route';

/** Options of every call. @public */
export interface CallOptions {
  /** Backstage token, for callers outside a browser session. */
  token?: string;
  signal?: AbortSignal;
}

/** How an operation is called: without an argument where it needs none. @public */
export type OperationCall<K extends OperationId> = {} extends RouteInput<
  Routes[K]
>
  ? (
      input?: RouteInput<Routes[K]>,
      options?: CallOptions,
    ) => Promise<RouteOutput<Routes[K]>>
  : (
      input: RouteInput<Routes[K]>,
      options?: CallOptions,
    ) => Promise<RouteOutput<Routes[K]>>;

/**
 * The orchestrator's HTTP API, one method per operation of {@link routes}.
 *
 * @remarks A response that is no success throws a `ResponseError` of `@backstage/errors`; its `body` is the problem document.
 * @public
 */
export type OrchestratorApi = { [K in OperationId]: OperationCall<K> };

/** Whatever the client needs: Backstage's `discoveryApi` and `fetchApi` fit. @public */
export interface OrchestratorClientOptions {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi?: { fetch: typeof fetch };
}

/** A typed client for the browser and for other backends. @public */
export function createOrchestratorClient(
  options: OrchestratorClientOptions,
): OrchestratorApi {
  const call =
    (operation: OperationId) =>
    async (input: CallInput = {}, callOptions: CallOptions = {}) => {
      const route: RouteDefinition = routes[operation];
      const baseUrl = await options.discoveryApi.getBaseUrl('orchestrator');
      const hasBody = input.body !== undefined;
      const response = await (options.fetchApi?.fetch ?? fetch)(
        `${baseUrl}${fillPath(route.path, input.params)}${queryString(
          input.query,
        )}`,
        {
          method: route.method.toUpperCase(),
          headers: {
            // Problems come as plain JSON to who asks for it, which is what `ResponseError` reads.
            accept:
              route.responseType === undefined
                ? 'application/json'
                : `${route.responseType}, application/json`,
            ...(hasBody && {
              'content-type': route.bodyType ?? 'application/json',
            }),
            ...(callOptions.token !== undefined && {
              authorization: `Bearer ${callOptions.token}`,
            }),
          },
          body: hasBody ? await bodyOf(route, input.body) : undefined,
          signal: callOptions.signal,
        },
      );
      if (!response.ok) {
        throw await ResponseError.fromResponse(response);
      }
      switch (route.responseType) {
        case undefined:
          return response.json();
        case RUN_FILE_TYPE:
          return bytesOf(response);
        default:
          return response.text();
      }
    };
  return Object.fromEntries(
    (Object.keys(routes) as OperationId[]).map(operation => [
      operation,
      call(operation),
    ]),
  ) as unknown as OrchestratorApi;
}

interface CallInput {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

async function bodyOf(
  route: RouteDefinition,
  body: unknown,
): Promise<BodyInit> {
  if (route.bodyType === undefined) {
    return JSON.stringify(body);
  }
  const parts: BlobPart[] = [];
  for await (const part of body as RunFile) {
    parts.push(part as Uint8Array<ArrayBuffer>);
  }
  return new Blob(parts);
}

function fillPath(path: string, params: Record<string, unknown> = {}): string {
  return path.replace(/:([A-Za-z]+)/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  );
}

function queryString(query: Record<string, unknown> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) {
        search.append(name, String(item));
      }
    }
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
