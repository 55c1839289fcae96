import { randomUUID } from 'node:crypto';
import type { Request } from 'express';

export const REQUEST_ID_HEADER = 'x-request-id';

const WELL_FORMED = /^[A-Za-z0-9._:-]{1,128}$/;

/** The name of a request: the caller's, if it is fit for logs and columns, otherwise a new one. */
export function requestIdOf(request: Request): string {
  const given = request.get(REQUEST_ID_HEADER);
  return given !== undefined && WELL_FORMED.test(given) ? given : randomUUID();
}
