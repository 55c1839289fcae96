import type { ManifestIssue } from '../api/schemas';
import { describeInput } from '../manifest/describeInput';
import { flagDefinitionSchema, type FlagDefinition } from './definition';

/**
 * Reads what a person wrote as a flag, and fills its defaults in.
 *
 * @returns the definition, or every mistake with its field, what was found and what is accepted
 * @public
 */
export function parseFlag(
  input: unknown,
):
  | { definition: FlagDefinition; issues?: undefined }
  | { definition?: undefined; issues: ManifestIssue[] } {
  const parsed = flagDefinitionSchema.safeParse(input);
  return parsed.success
    ? { definition: parsed.data }
    : {
        issues: describeInput(flagDefinitionSchema, input, parsed.error.issues),
      };
}
