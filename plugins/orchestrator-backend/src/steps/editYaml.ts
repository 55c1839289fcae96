import { isDeepStrictEqual } from 'node:util';
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import {
  listIndex,
  operationsOf,
  pointerParts,
  type DocumentEdit,
  type DocumentOperation,
  type DocumentPath,
} from './pointers';
import { stepFailure } from './stepFailure';
import { renderOptions, spliceYaml } from './spliceYaml';

/** A value that many aliases multiply is no settings file. */
const MAX_ALIASES = 100;

/**
 * Edits a YAML text and leaves the rest as it is: comments, quotes, indentation, blank lines.
 *
 * @remarks
 * Of a file with several documents the first is edited; the others stay as they are, to the letter. An edit changes the
 * lines that it is about. Where that can't be done (inside `{…}` or `[…]` on one line, for a value that changes its
 * kind), the document is written anew: comments and quotes stay, but white space may become regular.
 * @returns the text itself where it says already what it should
 * @throws FailureError `stepFailed` where it can't be read, or a pointer leads through something that is no object or list
 */
export function editYaml(text: string, edit: DocumentEdit): string {
  const [first, rest] = splitAfterFirst(text);
  let current = first;
  const document = parse(first);
  const operations = operationsOf(edit, pointer =>
    isMap(lookUp(document, pointer)),
  );
  for (const operation of operations) {
    current = apply(current, operation);
  }
  return current + rest;
}

function apply(text: string, asked: DocumentOperation): string {
  const document = parse(text);
  const { path, operation } = throughEmpty(
    document,
    resolve(document, pointerParts(asked.pointer), asked.pointer),
    asked,
  );
  const before = valueAt(document, path);
  const present =
    document.hasIn(path) && (path.length > 0 || document.contents !== null);
  if (
    operation.kind === 'delete'
      ? !present
      : present && isDeepStrictEqual(before, operation.value)
  ) {
    return text;
  }
  const spliced = spliceYaml(text, document, path, operation);
  if (operation.kind === 'delete') {
    document.deleteIn(path);
  } else if (path.length === 0) {
    document.contents = document.createNode(
      operation.value,
    ) as unknown as typeof document.contents;
  } else {
    document.setIn(path, document.createNode(operation.value));
  }
  // What was spliced counts only if it reads as what was meant.
  return spliced !== undefined && readsAs(spliced, toValue(document))
    ? spliced
    : document.toString(renderOptions(text));
}

/** `a:` with nothing behind it stands for null, which can have no members: it is replaced by what is set below it. */
function throughEmpty(
  document: Document,
  path: DocumentPath,
  operation: DocumentOperation,
): { path: DocumentPath; operation: DocumentOperation } {
  const depth = path.findIndex((_, index) => {
    const node =
      index > 0 ? document.getIn(path.slice(0, index), true) : undefined;
    return isScalar(node) && node.value === null;
  });
  if (depth < 0 || operation.kind === 'delete') {
    return { path, operation };
  }
  const value = path
    .slice(depth)
    .reduceRight<unknown>((inner, key) => ({ [key]: inner }), operation.value);
  return { path: path.slice(0, depth), operation: { ...operation, value } };
}

function readsAs(text: string, value: unknown): boolean {
  const document = parseDocument(text);
  return (
    document.errors.length === 0 && isDeepStrictEqual(toValue(document), value)
  );
}

/** Turns the parts of a pointer into a path with the keys as the document has them (`8080` may be a number). */
function resolve(
  document: Document,
  parts: string[],
  pointer: string,
): DocumentPath {
  const path: DocumentPath = [];
  let node: unknown = document.contents;
  for (const part of parts) {
    if (isAlias(node)) {
      throw stepFailure(
        `${pointer}: /${path.join('/')} is an alias: edit what it stands for`,
      );
    }
    if (isSeq(node)) {
      path.push(listIndex(part, node.items.length, pointer));
      node = node.items[path[path.length - 1] as number];
    } else if (isMap(node)) {
      const pair = findPair(node, part);
      path.push(
        pair
          ? ((isScalar(pair.key) ? pair.key.value : pair.key) as string)
          : part,
      );
      node = pair?.value;
    } else if (
      node === undefined ||
      node === null ||
      (isScalar(node) && node.value === null)
    ) {
      path.push(part);
      node = undefined;
    } else {
      throw stepFailure(
        `${pointer}: /${path.join(
          '/',
        )} is a single value, not an object or a list`,
      );
    }
  }
  return path;
}

function findPair(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find(
    item => String(isScalar(item.key) ? item.key.value : item.key) === name,
  );
}

function lookUp(document: Document, pointer: string): Node | undefined {
  try {
    const path = resolve(document, pointerParts(pointer), pointer);
    return (document.getIn(path, true) as Node | null | undefined) ?? undefined;
  } catch {
    return undefined;
  }
}

function valueAt(document: Document, path: DocumentPath): unknown {
  const node = document.getIn(path, true) as Node | null | undefined;
  try {
    return node?.toJS(document, { maxAliasCount: MAX_ALIASES }) ?? null;
  } catch {
    throw stepFailure('The YAML multiplies values by too many aliases');
  }
}

function toValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    throw stepFailure('The YAML multiplies values by too many aliases');
  }
}

function parse(text: string): Document {
  let document: Document;
  try {
    document = parseDocument(text) as Document;
  } catch (error) {
    // Very deep nesting uses up the parser's stack.
    throw stepFailure(
      `The YAML can't be read: ${
        error instanceof Error ? error.message : String(error)
      }`,
    );
  }
  const [error] = document.errors;
  if (error) {
    throw stepFailure(
      `The YAML can't be read: ${error.message.split('\n')[0]}`,
    );
  }
  return document;
}

/** Markers between documents stand at the beginning of a line, whatever is around them (YAML 1.2, section 9.1.2). */
function splitAfterFirst(text: string): [string, string] {
  const marker = /^(---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  let begun = false;
  for (let match = marker.exec(text); match; match = marker.exec(text)) {
    const before = text.slice(0, match.index);
    begun ||= before
      .split('\n')
      .some(line => line.trim() !== '' && !/^[#%\ufeff]/.test(line));
    if (begun) {
      return [before, text.slice(match.index)];
    }
    begun = match[1] === '---';
  }
  return [text, ''];
}
