import { stepFailure } from './stepFailure';

/** A place in a document: names of members, places in lists. */
export type DocumentPath = (string | number)[];

/** What an edit asks of a document, as in the manifest: JSON pointers (RFC 6901) to values. */
export interface DocumentEdit {
  set: Record<string, unknown>;
  delete: string[];
  /** Merge patches (RFC 7396): objects are merged, null deletes, all else replaces. */
  merge: Record<string, unknown>;
}

/** One elementary edit. */
export type DocumentOperation =
  | { kind: 'set'; pointer: string; value: unknown }
  | { kind: 'delete'; pointer: string };

/** The parts of a JSON pointer; '' is the whole document. */
export function pointerParts(pointer: string): string[] {
  return pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A JSON pointer of its parts. */
export function toPointer(parts: readonly string[]): string {
  return parts
    .map(part => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/**
 * The elementary edits of an edit, in the order in which they are made: set, delete, merge.
 *
 * @param isObjectAt - whether an object is at a pointer before the edit: a merge goes into it
 */
export function operationsOf(
  edit: DocumentEdit,
  isObjectAt: (pointer: string) => boolean,
): DocumentOperation[] {
  return [
    ...Object.entries(edit.set).map(
      ([pointer, value]): DocumentOperation => ({
        kind: 'set',
        pointer,
        value,
      }),
    ),
    ...edit.delete.map(
      (pointer): DocumentOperation => ({ kind: 'delete', pointer }),
    ),
    ...Object.entries(edit.merge).flatMap(([pointer, patch]) =>
      mergeOperations(pointer, patch, isObjectAt),
    ),
  ];
}

function mergeOperations(
  pointer: string,
  patch: unknown,
  isObjectAt: (pointer: string) => boolean,
): DocumentOperation[] {
  if (!isObject(patch)) {
    return [{ kind: 'set', pointer, value: patch }];
  }
  if (!isObjectAt(pointer)) {
    return [{ kind: 'set', pointer, value: withoutNulls(patch) }];
  }
  return Object.entries(patch).flatMap(([name, value]) => {
    const place = pointer + toPointer([name]);
    return value === null
      ? [{ kind: 'delete', pointer: place } as const]
      : mergeOperations(place, value, isObjectAt);
  });
}

/** A merge patch that meets nothing leaves no nulls behind (RFC 7396). */
function withoutNulls(value: unknown): unknown {
  if (!isObject(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, withoutNulls(member)]),
  );
}

/** Place in a list that a part of a pointer names; `-` is the one after the last. */
export function listIndex(
  part: string,
  length: number,
  pointer: string,
): number {
  const index = part === '-' ? length : Number(part);
  if ((part !== '-' && !/^(0|[1-9]\d{0,8})$/.test(part)) || index > length) {
    throw stepFailure(`${pointer}: a list of ${length} has no place "${part}"`);
  }
  return index;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
