/** What a member or name has when it isn't there, or isn't data. */
export const MISSING: unique symbol = Symbol('missing');

const REFUSED_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether a name leads out of the data, into the language underneath. */
export function isRefusedName(name: string): boolean {
  return REFUSED_NAMES.has(name);
}

/**
 * Reads a member that the object itself has. What it inherits isn't there for
 * a condition, and a getter isn't run.
 */
export function readOwn(object: object, key: string): unknown {
  const found = Object.getOwnPropertyDescriptor(object, key);
  return found?.value === undefined ? MISSING : found.value;
}

/** Names the type of a value for an error message, with its article. */
export function describeType(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  switch (typeof value) {
    case 'string':
      return 'a text';
    case 'object':
      return 'an object';
    default:
      return `a ${typeof value}`;
  }
}
