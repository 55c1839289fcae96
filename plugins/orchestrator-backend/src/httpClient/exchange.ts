import { lookup as resolveName, type LookupAddress } from 'node:dns';
import {
  request as httpRequest,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isError } from '@backstage/errors';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BYTES = 1024 * 1024;

/** A request to another system. */
export interface ExchangeRequest {
  url: URL;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  signal: AbortSignal;
  /** From the first byte out to the last one in. Default 10 s. */
  timeoutMs?: number;
  /** Longest answer. Default 1 MiB. */
  maxBytes?: number;
  /** Looks at each address that the name of the host leads to, and throws for one that must not be spoken to. */
  checkAddress?: (address: string) => void;
}

/** What another system answered, whatever its status. */
export interface ExchangeAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** There was no answer, or none that could be taken. */
export class ExchangeError extends Error {
  /** Whether the other side may have got the request. */
  readonly mayHaveArrived: boolean;

  constructor(message: string, mayHaveArrived: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = 'ExchangeError';
    this.mayHaveArrived = mayHaveArrived;
  }
}

/**
 * Sends a request and reads the answer, within a time and up to a length. Redirects are not followed.
 *
 * @throws ExchangeError with a sentence that names the host, and nothing of what was sent
 */
export async function exchange(
  request: ExchangeRequest,
): Promise<ExchangeAnswer> {
  const { url, timeoutMs = DEFAULT_TIMEOUT_MS } = request;
  const timeout = AbortSignal.timeout(timeoutMs);
  const state: Progress = { mayHaveArrived: false };
  try {
    return await send(
      request,
      AbortSignal.any([request.signal, timeout]),
      state,
    );
  } catch (error) {
    throw new ExchangeError(
      timeout.aborted && !request.signal.aborted
        ? `${url.host} did not answer within ${timeoutMs / 1000} s`
        : `${url.host} could not be asked: ${reasonOf(error, request.signal)}`,
      state.mayHaveArrived,
      error,
    );
  }
}

interface Progress {
  mayHaveArrived: boolean;
}

function send(
  request: ExchangeRequest,
  signal: AbortSignal,
  progress: Progress,
): Promise<ExchangeAnswer> {
  const { url, method = 'GET', headers, body, checkAddress } = request;
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const outgoing = open(url, {
      method,
      signal,
      headers: {
        ...headers,
        ...(body !== undefined && {
          'content-length': Buffer.byteLength(body),
        }),
      },
      ...(checkAddress && { lookup: checkedLookup(checkAddress) }),
    });
    followProgress(outgoing, url, progress);
    outgoing.on('error', reject);
    outgoing.on('response', incoming =>
      readText(incoming, request.maxBytes ?? DEFAULT_MAX_BYTES).then(
        text =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text,
          }),
        reject,
      ),
    );
    outgoing.end(body);
  });
}

/** Until a connection stands, nothing can have arrived. */
function followProgress(
  outgoing: ClientRequest,
  url: URL,
  progress: Progress,
): void {
  const arrived = () => {
    progress.mayHaveArrived = true;
  };
  outgoing.once('socket', socket => {
    if (outgoing.reusedSocket) {
      arrived();
    } else {
      socket.once(
        url.protocol === 'https:' ? 'secureConnect' : 'connect',
        arrived,
      );
    }
  });
}

async function readText(
  incoming: IncomingMessage,
  maxBytes: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    length += chunk.length;
    if (length > maxBytes) {
      incoming.destroy();
      throw new Error(`it answers more than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Checks at the moment of connecting, so that a name can't lead elsewhere after it was looked at. */
function checkedLookup(check: (address: string) => void): LookupFunction {
  return (hostname, options, callback) => {
    resolveName(hostname, { ...options, all: true }, (error, found) => {
      try {
        if (error) {
          throw error;
        }
        found.forEach(({ address }) => check(address));
        answerLookup(found, options.all === true, callback);
      } catch (problem) {
        callback(isError(problem) ? problem : new Error(String(problem)), '');
      }
    });
  };
}

function answerLookup(
  found: LookupAddress[],
  all: boolean,
  callback: Parameters<LookupFunction>[2],
): void {
  if (all) {
    callback(null, found);
  } else {
    callback(null, found[0].address, found[0].family);
  }
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name could not be looked up',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
};

function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) {
    return 'it was given up';
  }
  const { code, message } = error as { code?: string; message?: string };
  return (
    (code === undefined ? undefined : REASONS[code]) ??
    (message || code || String(error))
  );
}
