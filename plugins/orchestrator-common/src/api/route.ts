import { z } from 'zod/v4';
import type { RUN_FILE_TYPE } from './runFile';

/** One route of the API: what comes in, what goes out. @public */
export interface RouteDefinition<
  TParams extends z.ZodType = z.ZodType,
  TQuery extends z.ZodType = z.ZodType,
  TBody extends z.ZodType = z.ZodType,
  TResponse extends z.ZodType = z.ZodType,
> {
  method: 'get' | 'post' | 'put' | 'delete';
  /** Below `/api/orchestrator`, parameters as `:name`. */
  path: string;
  summary: string;
  tag: string;
  params: TParams;
  query: TQuery;
  body: TBody;
  response: TResponse;
  /** Media type of the response; JSON unless said. */
  responseType?:
    | 'text/plain'
    | 'text/markdown'
    | 'text/csv'
    | typeof RUN_FILE_TYPE;
  /** Media type of the body; JSON unless said. */
  bodyType?: typeof RUN_FILE_TYPE;
  /** Status of success; 200 unless said. */
  status?: 201;
}

const nothing = z.object({});

/** Fills in what a route has not. */
export function defineRoute<
  TResponse extends z.ZodType,
  TParams extends z.ZodType = typeof nothing,
  TQuery extends z.ZodType = typeof nothing,
  TBody extends z.ZodType = typeof nothing,
>(
  route: Omit<
    RouteDefinition<TParams, TQuery, TBody, TResponse>,
    'params' | 'query' | 'body'
  > & {
    params?: TParams;
    query?: TQuery;
    body?: TBody;
  },
): RouteDefinition<TParams, TQuery, TBody, TResponse> {
  return {
    ...route,
    params: route.params ?? (nothing as unknown as TParams),
    query: route.query ?? (nothing as unknown as TQuery),
    body: route.body ?? (nothing as unknown as TBody),
  };
}

/** Arguments of a call: the parts that the route has. @public */
export type RouteInput<T> = T extends RouteDefinition<
  infer P,
  infer Q,
  infer B,
  z.ZodType
>
  ? RoutePart<'params', z.input<P>> &
      RoutePart<'query', z.input<Q>> &
      RoutePart<'body', z.input<B>>
  : never;

/** One part of a call's arguments; it can be left out where all in it can. @public */
export type RoutePart<K extends string, T> = [keyof T] extends [never]
  ? unknown
  : {} extends T
  ? { [key in K]?: T }
  : { [key in K]: T };

/** What a call answers with. @public */
export type RouteOutput<T> = T extends RouteDefinition<
  z.ZodType,
  z.ZodType,
  z.ZodType,
  infer R
>
  ? z.output<R>
  : never;
