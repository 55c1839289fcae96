import { isError } from '@backstage/errors';
import type {
  ManifestIssue,
  ProblemDetails,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { databaseTrouble } from '../health';
import { InvalidInputError } from './InvalidInputError';

interface Kind {
  status: number;
  /** Last part of the problem's `type`. */
  type: string;
  title: string;
}

const UNEXPECTED: Kind = {
  status: 500,
  type: 'unexpected',
  title: 'Unexpected error',
};

/** What errors of Backstage become, by their name: a class doesn't survive two copies of a package. */
const BACKSTAGE_KINDS: Record<string, Kind> = {
  InputError: { status: 400, type: 'invalid-input', title: 'Invalid input' },
  AuthenticationError: {
    status: 401,
    type: 'not-authenticated',
    title: 'Not authenticated',
  },
  NotAllowedError: { status: 403, type: 'not-allowed', title: 'Not allowed' },
  NotFoundError: { status: 404, type: 'not-found', title: 'Not found' },
  ConflictError: { status: 409, type: 'conflict', title: 'Conflict' },
  NotImplementedError: {
    status: 501,
    type: 'not-implemented',
    title: 'Not implemented',
  },
  ServiceUnavailableError: {
    status: 503,
    type: 'unavailable',
    title: 'Not available at the moment',
  },
};

const KINDS: Record<string, Kind> = {
  ...BACKSTAGE_KINDS,
  TooManyRequestsError: {
    status: 429,
    type: 'too-many-requests',
    title: 'Too many requests',
  },
};

/** What the parser of bodies says, by its own codes. */
const BODY_KINDS: Record<string, Kind & { detail: string }> = {
  'entity.too.large': {
    status: 413,
    type: 'too-large',
    title: 'Too large',
    detail: 'The body is too large.',
  },
  'entity.parse.failed': {
    status: 400,
    type: 'invalid-input',
    title: 'Invalid input',
    detail: 'The body is not JSON.',
  },
  'entity.verify.failed': {
    status: 400,
    type: 'invalid-input',
    title: 'Invalid input',
    detail: 'The body is not JSON.',
  },
  'request.size.invalid': {
    status: 400,
    type: 'invalid-input',
    title: 'Invalid input',
    detail: 'The body is not as long as content-length says.',
  },
  'request.aborted': {
    status: 400,
    type: 'invalid-input',
    title: 'Invalid input',
    detail: 'The request ended before its body did.',
  },
  'charset.unsupported': {
    status: 415,
    type: 'unsupported-media-type',
    title: 'Unsupported media type',
    detail: 'The body is not in UTF-8.',
  },
  'encoding.unsupported': {
    status: 415,
    type: 'unsupported-media-type',
    title: 'Unsupported media type',
    detail:
      'The content-encoding of the body is not known; accepted are gzip, deflate and br.',
  },
  'media.unsupported.runFile': {
    status: 415,
    type: 'unsupported-media-type',
    title: 'Unsupported media type',
    detail: 'The body must be a run file, of type application/gzip.',
  },
  'media.unsupported': {
    status: 415,
    type: 'unsupported-media-type',
    title: 'Unsupported media type',
    detail: 'The body must be of type application/json.',
  },
};

/**
 * Turns an error into problem details (RFC 9457).
 *
 * @remarks
 * `error` and `response` repeat it in Backstage's form, which `ResponseError.fromResponse` reads. The message of an
 * error that was not made for callers stays in the log: it may tell of paths, queries or secrets.
 */
export function toProblem(
  error: unknown,
  request: { path: string; requestId: string },
): ProblemDetails {
  const { kind, detail, name } = classify(error, request.requestId);
  const issues = issuesOf(error);
  return {
    type: `urn:backstage-orchestrator:problem:${kind.type}`,
    title: kind.title,
    status: kind.status,
    detail,
    instance: request.path,
    requestId: request.requestId,
    ...(issues && { issues }),
    error: { name, message: detail },
    response: { statusCode: kind.status },
  };
}

/** Whether it is an error of Backstage, whose sentence every door passes on. */
export function isBackstageError(error: unknown): error is Error {
  return isError(error) && Object.hasOwn(BACKSTAGE_KINDS, error.name);
}

function classify(
  error: unknown,
  requestId: string,
): { kind: Kind; detail: string; name: string } {
  if (isError(error)) {
    if (Object.hasOwn(KINDS, error.name)) {
      return {
        kind: KINDS[error.name],
        detail: error.message,
        name: error.name,
      };
    }
    if (
      typeof error.type === 'string' &&
      Object.hasOwn(BODY_KINDS, error.type)
    ) {
      const { detail, ...kind } = BODY_KINDS[error.type];
      return {
        kind,
        detail: error.type === 'entity.too.large' ? tooLarge(error) : detail,
        name: 'InputError',
      };
    }
    // The router of Express throws it for a path with a broken percent sign.
    if (error instanceof URIError) {
      return {
        kind: BACKSTAGE_KINDS.InputError,
        detail: 'The path has a percent sign that stands for nothing.',
        name: 'InputError',
      };
    }
  }
  const trouble = databaseTrouble(error);
  if (trouble) {
    return {
      kind: BACKSTAGE_KINDS.ServiceUnavailableError,
      detail: trouble.message,
      name: 'ServiceUnavailableError',
    };
  }
  return {
    kind: UNEXPECTED,
    detail: `Something unexpected went wrong; the log of the backend has it under ${requestId}.`,
    name: 'Error',
  };
}

/** The parser of bodies says how long the body is, where the header does, and how long it may be. */
function tooLarge(error: object): string {
  const { length, limit } = error as { length?: number; limit?: number };
  const found = length === undefined ? 'more' : `${length} bytes`;
  return `body: found ${found}, accepted are at most ${limit} bytes (four times orchestrator.limits.manifestBytes).`;
}

function issuesOf(error: unknown): ManifestIssue[] | undefined {
  return error instanceof InvalidInputError ? error.issues : undefined;
}
