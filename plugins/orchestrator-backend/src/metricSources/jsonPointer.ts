import { pointerParts } from '../steps/pointers';

/**
 * The value that a JSON pointer leads to. Rule: RFC 6901.
 *
 * @param pointer - `` for the whole, `/data/0/value` for a part
 * @returns undefined where there is none
 */
export function valueAtPointer(document: unknown, pointer: string): unknown {
  return pointerParts(pointer).reduce<unknown>(memberOf, document);
}

function memberOf(value: unknown, token: string): unknown {
  if (Array.isArray(value)) {
    return /^(0|[1-9]\d*)$/.test(token) ? value[Number(token)] : undefined;
  }
  return typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, token)
    ? (value as Record<string, unknown>)[token]
    : undefined;
}
