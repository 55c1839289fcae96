import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Document,
  type LineCounter,
  type Node,
  type Pair,
} from 'yaml';
import type { FieldPath } from './fieldPath';

/** A place in a text; both count from 1. @public */
export interface TextPlace {
  line: number;
  column: number;
}

/** Line and column of an offset. */
export function placeAt(
  lines: LineCounter,
  offset: number | undefined,
): TextPlace | undefined {
  if (offset === undefined) {
    return undefined;
  }
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** Where a field stands; where it is missing, the nearest field around it. */
export function offsetOf(
  document: Document.Parsed,
  path: FieldPath,
  part: 'key' | 'value',
): number | undefined {
  let node = resolve(document, document.contents);
  let offset = node?.range?.[0];
  for (const segment of path) {
    if (isMap(node)) {
      const pair = node.items.find(item => keyOf(item) === String(segment));
      if (!pair) {
        return offset;
      }
      const key = isNode(pair.key) ? pair.key.range?.[0] : undefined;
      node = resolve(document, pair.value);
      offset =
        part === 'value' && isScalar(node) && isNode(pair.value)
          ? pair.value.range?.[0]
          : key;
    } else if (
      isSeq(node) &&
      typeof segment === 'number' &&
      segment < node.items.length
    ) {
      const item = node.items[segment];
      offset = isNode(item) ? item.range?.[0] : offset;
      node = resolve(document, item);
    } else {
      return offset;
    }
  }
  return offset;
}

function resolve(document: Document.Parsed, node: unknown): Node | undefined {
  if (isAlias(node)) {
    return node.resolve(document) ?? undefined;
  }
  return isNode(node) ? node : undefined;
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

/** The path of the key that starts at an offset. */
export function pathAt(
  node: unknown,
  offset: number,
  path: FieldPath,
): FieldPath {
  if (isMap(node)) {
    for (const pair of node.items) {
      const key = isNode(pair.key) ? pair.key.range : undefined;
      if (key && key[0] <= offset && offset <= key[1]) {
        return [...path, keyOf(pair)];
      }
      if (covers(pair.value, offset)) {
        return pathAt(pair.value, offset, [...path, keyOf(pair)]);
      }
    }
  }
  if (isSeq(node)) {
    const index = node.items.findIndex(item => covers(item, offset));
    return index < 0
      ? path
      : pathAt(node.items[index], offset, [...path, index]);
  }
  return path;
}

function covers(node: unknown, offset: number): boolean {
  return (
    isNode(node) &&
    !!node.range &&
    node.range[0] <= offset &&
    offset < node.range[2]
  );
}
