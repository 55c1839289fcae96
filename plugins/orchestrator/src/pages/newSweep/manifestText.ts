import { isCollection, isMap, parseDocument, type Document } from 'yaml';

/** Where a field is, such as `['spec', 'change', 'steps', 0]`. */
export type FieldPath = readonly (string | number)[];

/** A manifest's text with what it says; nothing while it is no YAML. */
export interface ReadManifest {
  values: unknown;
  /** Why the text can't be read. */
  error?: string;
}

/** Reads the text of a manifest, as far as it is YAML. */
export function readManifest(source: string): ReadManifest {
  const document = parseDocument(source);
  if (document.errors.length > 0) {
    return {
      values: undefined,
      error: document.errors[0].message.split('\n')[0],
    };
  }
  try {
    return { values: document.toJS() };
  } catch (error) {
    // Such as an alias that would blow up.
    return {
      values: undefined,
      error: error instanceof Error ? error.message : String(error),
    };
  }
}

/** What stands at a place of a value that came from YAML. */
export function valueAt(values: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    values,
  );
}

/**
 * Changes one field in the text of a manifest and leaves the rest as it is, comments too.
 *
 * @param value - `undefined` takes the field away, and its parents that are empty then
 * @returns the new text; the same where the text is no YAML
 */
export function patchManifest(
  source: string,
  path: FieldPath,
  value: unknown,
): string {
  const document = parseDocument(source);
  if (document.errors.length > 0) {
    return source;
  }
  if (value === undefined) {
    remove(document, path);
  } else {
    makeWay(document, path);
    document.setIn(path, isPlain(value) ? value : document.createNode(value));
  }
  return document.toString({ lineWidth: 0 });
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function remove(document: Document, path: FieldPath) {
  if (!document.hasIn(path)) {
    return;
  }
  document.deleteIn(path);
  const parent = path.slice(0, -1);
  const node = parent.length === 0 ? undefined : document.getIn(parent, true);
  if (isMap(node) && node.items.length === 0) {
    remove(document, parent);
  }
}

/** A scalar where a collection must be, such as `canary: false`, gives way. */
function makeWay(document: Document, path: FieldPath) {
  for (let length = 1; length < path.length; length++) {
    const parent = path.slice(0, length);
    if (document.hasIn(parent) && !isCollection(document.getIn(parent, true))) {
      document.deleteIn(parent);
    }
  }
}

/** A field as the API names it in an issue: `spec.change.steps[0].replace`. */
export function isIssueOf(issuePath: string, path: FieldPath): boolean {
  const plain = issuePath.replace(/\[(\d+)\]/g, '.$1').replace(/^\./, '');
  return plain === path.join('.');
}

/** The same change for one entity alone. */
export function forEntity(source: string, entity: string): string {
  return patchManifest(
    patchManifest(source, ['spec', 'targets', 'include'], [entity]),
    ['spec', 'targets', 'filter'],
    undefined,
  );
}
