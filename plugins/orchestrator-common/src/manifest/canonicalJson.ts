import { InputError } from '@backstage/errors';

/**
 * Writes a value as JSON in the one form that equal values share, so that it can be digested.
 *
 * @remarks
 * Rule: RFC 8785. Keys in the order of their UTF-16 code units, no blanks, numbers as ECMAScript writes them.
 * As in `JSON.stringify`, members that are `undefined` are left out.
 *
 * @throws InputError for what JSON can't hold: NaN, infinities, functions, symbols, big integers.
 * @public
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(item => canonicalJson(item)).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`,
      );
    return `{${members.join(',')}}`;
  }
  const isJson =
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value));
  if (!isJson) {
    throw new InputError(
      `JSON can't hold ${
        typeof value === 'number'
          ? String(value)
          : `a value of type ${typeof value}`
      }`,
    );
  }
  return JSON.stringify(value);
}
