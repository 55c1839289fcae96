import { z } from 'zod/v4';
import type { ManifestIssue } from '../api/schemas';
import { describeIssue } from './describeIssue';
import { formatPath, type FieldPath } from './fieldPath';
import type { JsonSchema } from './jsonSchema';
import type { ReadDocument } from './readDocument';

/**
 * Puts the issues that zod found in any input into the words that manifests have.
 *
 * @param schema - that the input was checked by
 * @param input - as it came in
 * @param prefix - where the input stands, such as `['body']`
 * @param placeOf - finds a field in the text that the input was read from
 * @public
 */
export function describeInput(
  schema: z.ZodType,
  input: unknown,
  issues: z.core.$ZodIssue[],
  prefix: FieldPath = [],
  placeOf?: ReadDocument['placeOf'],
): ManifestIssue[] {
  const root = z.toJSONSchema(schema, {
    io: 'output',
    unrepresentable: 'any',
  }) as JsonSchema;
  return issues
    .flatMap(issue => describeIssue(root, input, issue))
    .map(({ path, about, found, accepted }) => {
      const place = placeOf?.(path, about);
      const field = formatPath([...prefix, ...path]);
      return {
        path: field,
        ...(place && { line: place.line, column: place.column }),
        found,
        accepted,
        message: `${field}: found ${found}, accepted is ${accepted}`,
      };
    });
}
