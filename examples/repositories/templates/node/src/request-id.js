import { randomUUID } from 'node:crypto';

/** The id that the caller gave to the request, or a new one. */
export function requestIdOf(headers) {
  return headers['x-request-id'] ?? randomUUID();
}
