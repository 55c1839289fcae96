import { RE2JS } from 're2js';
import { stepFailure } from './stepFailure';

/** What to find and what to put in its place. */
export interface Replacement {
  find: string;
  with: string;
  regex: boolean;
  /** Out of `i`, `m` and `s`; for regular expressions. */
  flags: string;
}

/** Changes a text; returns it as it is where nothing was found. */
export type TextReplacer = (text: string) => string;

const MAX_PATTERN_LENGTH = 2_000;
const MAX_PROGRAM_SIZE = 20_000;
/** Linear time is program size times length: some seconds at this product. */
const MAX_WORK = 2_000_000_000;

/**
 * Makes a replacer of all occurrences.
 *
 * @remarks
 * A literal is put in as it is. A regular expression is RE2's: its time grows with the text and not beyond, whoever wrote
 * it. In its replacement `$1` and `$<name>` stand for groups, `$$` for a dollar sign.
 * @throws FailureError `stepFailed` where the expression can't be read or is too large
 */
export function compileReplacement(replacement: Replacement): TextReplacer {
  if (!replacement.regex) {
    return text => text.split(replacement.find).join(replacement.with);
  }
  const pattern = compilePattern(replacement);
  const size = pattern.programSize();
  return text => {
    if (size * text.length > MAX_WORK) {
      throw stepFailure(
        `The regular expression is too large for a file of ${text.length} characters: narrow it or the files down`,
      );
    }
    return pattern.matcher(text).replaceAll(replacement.with);
  };
}

function compilePattern({ find, flags }: Replacement): RE2JS {
  if (find.length > MAX_PATTERN_LENGTH) {
    throw stepFailure(
      `The regular expression is longer than ${MAX_PATTERN_LENGTH} characters`,
    );
  }
  const wanted =
    (flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes('m') ? RE2JS.MULTILINE : 0) |
    (flags.includes('s') ? RE2JS.DOTALL : 0);
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(find, wanted);
  } catch (error) {
    throw stepFailure(
      `The regular expression can't be read: ${
        error instanceof Error ? error.message : String(error)
      }`,
    );
  }
  if (pattern.programSize() > MAX_PROGRAM_SIZE) {
    throw stepFailure(
      'The regular expression is too large: use smaller repetitions',
    );
  }
  return pattern;
}
