import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const storage = new AsyncLocalStorage();

/** Node gives header names in lower case, whatever the sender wrote. */
export function requestIdOf(headers) {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}

/** Runs a function so that `currentRequestId` knows the request, across `await` as well. */
export function withRequest(headers, run) {
  return storage.run(requestIdOf(headers), run);
}

export function currentRequestId() {
  return storage.getStore();
}
