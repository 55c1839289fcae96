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
 * Builds the one form that all complaints about input have.
 *
 * @param field - where it stands, as a path such as `windows[0].timezone`
 * @param found - the value as it came in
 * @param accepted - what may stand there, as the end of "accepted is …"
 * @returns an `InputError` for the caller to throw
 *
 * @public
 */
export function badInput(
  field: string,
  found: unknown,
  accepted: string,
): InputError {
  return new InputError(
    `${field}: found ${quoteFound(found)}, accepted is ${accepted}`,
  );
}
