import { toError } from '@backstage/errors';
import type { ManifestIssue } from '@backstage-orchestrator/plugin-orchestrator-common';

/** What an error says, in a sentence, with the issues of a manifest where there are any. */
export interface ErrorInWords {
  message: string;
  status?: number;
  issues: ManifestIssue[];
}

/**
 * Digs the problem document (RFC 9457) out of a failed call.
 *
 * @remarks
 * Backstage's `ResponseError` keeps a body that it does not know as text behind its own sentence,
 * so the document is looked for there, too.
 */
export function problemOf(error: unknown): ErrorInWords {
  const { message, cause, body } = toError(error) as Error & { body?: unknown };
  const documents = [
    body,
    parse(cause instanceof Error ? cause.message : ''),
    parse(message),
  ];
  for (const document of documents) {
    if (isProblem(document)) {
      return {
        message: document.detail ?? document.title ?? message,
        status: document.status,
        issues: document.issues ?? [],
      };
    }
  }
  return {
    message:
      cause instanceof Error && cause.message !== '' ? cause.message : message,
    issues: [],
  };
}

interface Problem {
  title?: string;
  detail?: string;
  status?: number;
  issues?: ManifestIssue[];
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    ('detail' in value || ('title' in value && 'status' in value))
  );
}

function parse(text: string): unknown {
  const start = text.indexOf('{');
  if (start < 0) {
    return undefined;
  }
  try {
    return JSON.parse(text.slice(start));
  } catch {
    return undefined;
  }
}
