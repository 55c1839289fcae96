import type { ManifestIssue } from '../api/schemas';
import { describeInput } from '../manifest/describeInput';
import { formatPath } from '../manifest/fieldPath';
import { readDocument, type ReadDocument } from '../manifest/readDocument';
import { flagDefinitionSchema, type FlagDefinition } from './definition';

/** What a person wrote as a flag: its definition, or every mistake in it. @public */
export type FlagResult =
  | { definition: FlagDefinition; issues?: undefined }
  | { definition?: undefined; issues: ManifestIssue[] };

/**
 * Reads what a person wrote as a flag, and fills its defaults in.
 *
 * @returns the definition, or every mistake with its field, what was found and what is accepted
 * @public
 */
export function parseFlag(input: unknown): FlagResult {
  return check(input);
}

/**
 * Reads a flag from YAML 1.2, which JSON is a part of.
 *
 * @returns as `parseFlag`; mistakes have their line and column, counted from 1
 * @public
 */
export function parseFlagText(text: string): FlagResult {
  const read = readDocument(
    text,
    undefined,
    'a flag with type, variants and defaultVariant',
  );
  if ('findings' in read) {
    return {
      issues: read.findings.map(({ path, found, accepted, place }) => ({
        path: formatPath(path),
        ...(place && { line: place.line, column: place.column }),
        found,
        accepted,
        message: `${
          path.length === 0 ? 'The flag' : formatPath(path)
        }: found ${found}, accepted is ${accepted}`,
      })),
    };
  }
  return check(read.value, read.placeOf);
}

function check(input: unknown, placeOf?: ReadDocument['placeOf']): FlagResult {
  const parsed = flagDefinitionSchema.safeParse(input);
  return parsed.success
    ? { definition: parsed.data }
    : {
        issues: describeInput(
          flagDefinitionSchema,
          input,
          parsed.error.issues,
          [],
          placeOf,
        ).sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
      };
}
