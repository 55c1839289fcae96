import type { z } from 'zod/v4';
import { quoteFound } from '../pacing';
import { valueAt, type FieldPath } from './fieldPath';
import type { JsonSchema } from './jsonSchema';
import type { Finding } from './readDocument';
import {
  describeSchema,
  describeType,
  knownFields,
  schemasAt,
} from './schemaLookup';
import { suggestName } from './suggestName';

type Issue = z.core.$ZodIssue;

/** A finding, and whether it is about the name of a field. */
export type FieldFinding = Finding & { about: 'key' | 'value' };

/**
 * Puts what zod found into words.
 *
 * @remarks
 * Convention of the manifest's schemas: a message of one's own is a noun phrase that says what is accepted
 * (`a relative glob without ..`), so that it can follow "accepted is".
 *
 * @param root - the JSON Schema of the manifest, which knows more words than an issue: all fields, whole ranges
 * @param value - the manifest as it came in
 */
export function describeIssue(
  root: JsonSchema,
  value: unknown,
  issue: Issue,
): FieldFinding[] {
  const path = issue.path as FieldPath;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => unknownField(root, path, key));
    case 'invalid_union':
      return describeUnion(root, value, issue);
    case 'invalid_key':
      return [
        {
          path,
          about: 'key',
          found: quoteFound(path[path.length - 1]),
          accepted: acceptedBy(root, path, issue.issues[0]),
        },
      ];
    default:
      return [
        {
          path,
          about: 'value',
          found: describeFound(value, path, issue),
          accepted: acceptedBy(root, path, issue),
        },
      ];
  }
}

function unknownField(
  root: JsonSchema,
  path: FieldPath,
  key: string,
): FieldFinding {
  const known = knownFields(root, path);
  const suggestion = suggestName(key, known);
  return {
    path: [...path, key],
    about: 'key',
    found: 'a field that is not known here',
    accepted: `${known.length === 1 ? known[0] : `one of ${known.join(', ')}`}${
      suggestion ? `; did you mean ${suggestion}?` : ''
    }`,
  };
}

/** Takes the alternative whose kind of value fits, or names all of them. */
function describeUnion(
  root: JsonSchema,
  value: unknown,
  issue: z.core.$ZodIssueInvalidUnion,
): FieldFinding[] {
  const path = issue.path as FieldPath;
  const fitting = issue.errors.filter(
    issues =>
      !issues.some(inner => inner.path.length === 0 && isMismatch(inner)),
  );
  if (fitting.length === 1) {
    return fitting[0].flatMap(inner =>
      describeIssue(root, value, {
        ...inner,
        path: [...path, ...inner.path],
      } as Issue),
    );
  }
  const accepted = issue.errors.flatMap(issues =>
    issues
      .filter(inner => inner.path.length === 0)
      .map(inner => acceptedBy(root, path, inner)),
  );
  return [
    {
      path,
      about: 'value',
      found: quoteFound(valueAt(value, path)),
      accepted: [...new Set(accepted)].join(', or '),
    },
  ];
}

function isMismatch(issue: Issue): boolean {
  return (
    issue.code === 'invalid_type' ||
    issue.code === 'invalid_value' ||
    issue.code === 'invalid_union'
  );
}

function describeFound(value: unknown, path: FieldPath, issue: Issue): string {
  const found = valueAt(value, path);
  const isAmount =
    (issue.code === 'too_small' || issue.code === 'too_big') &&
    (issue.origin === 'string' || issue.origin === 'array');
  if (isAmount && (Array.isArray(found) || typeof found === 'string')) {
    return found.length === 0
      ? `an empty ${Array.isArray(found) ? 'list' : 'text'}`
      : `${found.length} ${Array.isArray(found) ? 'items' : 'characters'}`;
  }
  return issue.code === 'custom' &&
    typeof found === 'object' &&
    found !== null &&
    !Array.isArray(found)
    ? describeFields(found)
    : quoteFound(found);
}

function describeFields(found: object): string {
  const names = Object.keys(found);
  return names.length === 0 ? 'no fields' : `the fields ${names.join(', ')}`;
}

function acceptedBy(root: JsonSchema, path: FieldPath, issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return (
        describeNumber(root, path, issue.expected) ??
        describeType(issue.expected)
      );
    case 'invalid_value':
      return issue.values.length === 1
        ? String(issue.values[0])
        : `one of ${issue.values.join(', ')}`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? describeNumber(root, path, 'number') ?? `at least ${issue.minimum}`
        : `at least ${amount(issue.minimum, issue.origin)}`;
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? describeNumber(root, path, 'number') ?? `at most ${issue.maximum}`
        : `at most ${amount(issue.maximum, issue.origin)}`;
    default:
      return acceptedInMessage(issue.message);
  }
}

/** Functions shared with other inputs tell a whole sentence: "field: found x, accepted is y". */
function acceptedInMessage(message: string): string {
  const match = /, accepted is (.+)$/s.exec(message);
  return match ? match[1] : message;
}

function describeNumber(
  root: JsonSchema,
  path: FieldPath,
  expected: string,
): string | undefined {
  if (expected !== 'number' && expected !== 'int') {
    return undefined;
  }
  const schema = schemasAt(root, path).find(
    ({ type }) => type === 'number' || type === 'integer',
  );
  return schema && describeSchema(schema);
}

function amount(limit: number | bigint, origin: string): string {
  const [one, many] =
    origin === 'string' ? ['character', 'characters'] : ['item', 'items'];
  return `${limit} ${Number(limit) === 1 ? one : many}`;
}
