import type {
  OperationId,
  RouteOutput,
  Routes,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { z } from 'zod/v4';
import type { Caller } from './caller';

/** A call after validation: defaults are filled in, texts are numbers where the route says so. */
export interface ParsedInput<K extends OperationId> {
  params: z.output<Routes[K]['params']>;
  query: z.output<Routes[K]['query']>;
  body: z.output<Routes[K]['body']>;
}

/** One function for each operation of the API. */
export type OperationHandlers = {
  [K in OperationId]: (
    input: ParsedInput<K>,
    caller: Caller,
  ) => Promise<RouteOutput<Routes[K]>>;
};
