import { InputError } from '@backstage/errors';

const LONGEST_QUOTE = 120;

/**
 * Shows a value in an error message: as JSON, shortened, so that a person can
 * find it again in the manifest.
 *
 * @public
 */
export function quoteFound(value: unknown): string {
  if (value === undefined) {
    return 'nothing';
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    return String(value);
  }
  if (typeof value === 'function' || typeof value === 'symbol') {
    return `a ${typeof value}`;
  }
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST_QUOTE
    ? `${text.slice(0, LONGEST_QUOTE)}…`
    : text;
}

/**
 * A complaint about input, with its parts, so that who knows more about the
 * place (a line in a file) can tell it better.
 *
 * @public
 */
export class BadInputError extends InputError {
  /** Where it stands, as a path such as `windows[0].timezone`. */
  readonly field: string;
  /** The value as it came in. */
  readonly value: unknown;
  /** What may stand there. */
  readonly accepted: string;

  constructor(field: string, value: unknown, accepted: string) {
    super(`${field}: found ${quoteFound(value)}, accepted is ${accepted}`);
    this.field = field;
    this.value = value;
    this.accepted = accepted;
  }
}

/**
 * Builds the one form that all complaints about input have.
 *
 * @param field - where it stands, as a path such as `windows[0].timezone`
 * @param found - the value as it came in
 * @param accepted - what may stand there, as the end of "accepted is …"
 * @returns an error for the caller to throw
 *
 * @public
 */
export function badInput(
  field: string,
  found: unknown,
  accepted: string,
): BadInputError {
  return new BadInputError(field, found, accepted);
}
