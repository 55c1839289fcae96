import type { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import type { OperationId } from '@backstage-orchestrator/plugin-orchestrator-common';
import { isBackstageError, toProblem } from '../http';

/**
 * Turns what an operation throws into what its caller may and can read.
 *
 * @remarks
 * The message of an error that was not made for callers stays in the log, as over HTTP: the registry of actions would
 * pass it on. Of the errors of Backstage, an MCP server passes the sentence on; of all others it says no more than that
 * the request failed. So what is over soon by itself, such as too many requests, comes as ServiceUnavailableError.
 */
export function toActionError(
  error: unknown,
  call: { operation: OperationId; requestId: string; logger: LoggerService },
): Error {
  const { operation, requestId, logger } = call;
  const { status, detail } = toProblem(error, { path: operation, requestId });
  if (status >= 500) {
    logger.error(`The action's ${operation} failed`, {
      requestId,
      error: String(error),
      stack: error instanceof Error ? error.stack ?? '' : '',
    });
  }
  if (status === 500) {
    return new Error(detail);
  }
  return isBackstageError(error) ? error : new ServiceUnavailableError(detail);
}
