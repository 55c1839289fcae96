import {
  ConflictError,
  InputError,
  NotAllowedError,
  ResponseError,
} from '@backstage/errors';

/**
 * Puts what the orchestrator answered into an error that the log of a task can show: its own words instead of
 * "Request failed with 400".
 */
export function explainError(error: unknown): unknown {
  if (!(error instanceof ResponseError)) {
    return error;
  }
  const { message } = error.cause;
  switch (error.statusCode) {
    case 400:
      return new InputError(message);
    case 401:
    case 403:
      return new NotAllowedError(message);
    case 409:
      return new ConflictError(message);
    default:
      return new Error(
        `The orchestrator could not start the sweep: ${message}`,
      );
  }
}
