import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  routes,
  type OperationId,
  type RouteDefinition,
  type RouteOutput,
  type Routes,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Request } from 'express';
import { auditCommand } from './auditCommand';
import type { Caller } from './caller';
import type { OperationHandlers } from './handlers';
import { inputParser } from './parseInput';
import type { RawInput } from './rawInput';
import type { RequestRates } from './RequestRates';

/** Reads that take all of a run out of the portal, what is masked elsewhere included. */
const AUDITED_READS: ReadonlySet<OperationId> = new Set(['exportRun']);

/** What calls of operations go through. */
export interface OperationCallOptions {
  handlers: OperationHandlers;
  auditor: AuditorService;
  logger: LoggerService;
  rates: RequestRates;
  /** Runs each operation, so that logs and traces can tell what is done for whom. */
  around?<T>(
    operation: OperationId,
    params: RawInput['params'],
    caller: Caller,
    work: () => Promise<T>,
  ): Promise<T>;
}

/**
 * Calls one operation of the table `routes`, by whichever door the caller came in.
 *
 * @param request - absent where the caller did not come over HTTP
 * @throws what the handler throws, InvalidInputError, TooManyRequestsError
 */
export type CallOperation = <K extends OperationId>(
  operation: K,
  input: RawInput,
  caller: Caller,
  request?: Request,
) => Promise<RouteOutput<Routes[K]>>;

/**
 * What every call of an operation has in common: the limit of requests, the check of the input, the audit log around
 * commands.
 *
 * @remarks Whether the caller may do it is for the handlers to decide.
 */
export function createOperationCaller(
  options: OperationCallOptions,
): CallOperation {
  const parsers = new Map(
    (Object.keys(routes) as OperationId[]).map(operation => [
      operation,
      inputParser(routes[operation]),
    ]),
  );
  const around = options.around ?? ((_op, _params, _caller, work) => work());
  const call = async (
    operation: OperationId,
    input: RawInput,
    caller: Caller,
    request?: Request,
  ): Promise<unknown> => {
    options.rates.take(caller.actor.ref);
    const route: RouteDefinition = routes[operation];
    const handle = options.handlers[operation] as (
      parsed: unknown,
      by: Caller,
    ) => Promise<unknown>;
    const run = async () => handle(parsers.get(operation)!(input), caller);
    return around(operation, input.params, caller, () =>
      route.method === 'get' && !AUDITED_READS.has(operation)
        ? run()
        : auditCommand(options, { operation, input, caller, request }, run),
    );
  };
  return call as CallOperation;
}
