import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  RUN_FILE_TYPE,
  type RouteDefinition,
  type RunFile,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Request, Response } from 'express';

/** Files to keep, not to look at in a browser. */
const DOWNLOADS = new Set(['text/csv', 'text/markdown']);

/** Answers with the result of an operation, in the media type of its route. */
export async function sendResult(
  route: RouteDefinition,
  request: Request,
  response: Response,
  result: unknown,
): Promise<void> {
  response.status(route.status ?? 200);
  response.set('cache-control', 'private, no-cache');
  if (route.responseType === undefined) {
    if (route.status === 201) {
      response.location(
        `${request.baseUrl}/runs/${encodeURIComponent(
          (result as { id: string }).id,
        )}`,
      );
    }
    response.json(result);
    return;
  }
  if (route.responseType === RUN_FILE_TYPE) {
    response.type(RUN_FILE_TYPE);
    response.set(
      'content-disposition',
      `attachment; filename="${fileName(request)}.jsonl.gz"`,
    );
    // A file that breaks off on the way has no last line, and is refused by every import.
    await pipeline(Readable.from(result as RunFile), response);
    return;
  }
  // Logs, diffs and reports hold what strangers wrote: no browser is to take them for a page.
  response.set('content-security-policy', "sandbox; default-src 'none'");
  if (DOWNLOADS.has(route.responseType)) {
    response.set(
      'content-disposition',
      `attachment; filename="${fileName(request)}"`,
    );
  }
  response.type(`${route.responseType}; charset=utf-8`).send(String(result));
}

/** `<run>-report.csv`, of characters that no header can misread. */
function fileName(request: Request): string {
  const [id, name] = request.path.split('/').slice(-2);
  return `${id}-${name}`.replace(/[^A-Za-z0-9._-]/g, '_');
}
