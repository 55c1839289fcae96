/** A path into a document: keys of mappings and places in lists. @public */
export type FieldPath = readonly (string | number)[];

/**
 * Writes a path as a person would: `spec.change.steps[2].json.set`.
 *
 * @remarks A key that is no plain word stands in brackets and quotes: `metadata.labels["a/b"]`.
 */
export function formatPath(path: FieldPath): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === 'number') {
      return `${text}[${segment}]`;
    }
    if (!/^[A-Za-z_$][\w$-]*$/.test(segment)) {
      return `${text}[${JSON.stringify(segment)}]`;
    }
    return text === '' ? segment : `${text}.${segment}`;
  }, '');
}

/** Reads what stands at a path; `undefined` where nothing does. */
export function valueAt(root: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (value, segment) =>
      typeof value === 'object' &&
      value !== null &&
      Object.hasOwn(value, segment)
        ? (value as Record<string | number, unknown>)[segment]
        : undefined,
    root,
  );
}
