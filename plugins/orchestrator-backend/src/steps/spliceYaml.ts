import {
  Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Scalar,
  type Node,
  type Pair,
  type ToStringOptions,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { DocumentOperation, DocumentPath } from './pointers';

/**
 * Makes one edit in the lines that it is about, and leaves all other characters alone.
 *
 * @param document - `text`, parsed
 * @returns undefined where the edit needs the document to be written anew
 */
export function spliceYaml(
  text: string,
  document: Document,
  path: DocumentPath,
  operation: DocumentOperation,
): string | undefined {
  if (path.length === 0) {
    return undefined;
  }
  const parent = document.getIn(path.slice(0, -1), true);
  const key = path[path.length - 1];
  if (operation.kind === 'delete') {
    return isMap(parent) && !parent.flow
      ? removePair(text, parent, key)
      : undefined;
  }
  const node = document.getIn(path, true);
  if (isScalar(node)) {
    return replaceScalar(text, node, operation.value);
  }
  if (node !== undefined) {
    return undefined;
  }
  if (isMap(parent) && !parent.flow && parent.items.length > 0) {
    return append(text, parent, { [key]: operation.value });
  }
  return isSeq(parent) &&
    !parent.flow &&
    parent.items.length > 0 &&
    key === parent.items.length
    ? append(text, parent, [operation.value])
    : undefined;
}

/** How the document is written, as far as one setting holds for all of it. */
export function renderOptions(
  text: string,
): ToStringOptions & { indent: number; indentSeq: boolean } {
  const indent =
    /^[^\s#-][^\n]*:[^\S\n]*\r?\n( +)[^\s#-]/m.exec(text)?.[1].length ?? 2;
  return {
    lineWidth: 0,
    indent: Math.min(indent, 8),
    indentSeq: !/^( *)[^\s#-][^\n]*:[^\S\n]*\r?\n\1- /m.test(text),
    flowCollectionPadding: !/[[{]\S[^\n]*\S[\]}]/.test(text),
  };
}

function replaceScalar(
  text: string,
  node: Scalar,
  value: unknown,
): string | undefined {
  const isBlock =
    node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL;
  if (
    !node.range ||
    isBlock ||
    node.anchor ||
    node.tag ||
    (typeof value === 'object' && value !== null)
  ) {
    return undefined;
  }
  const [start, end] = node.range;
  const fresh = new Scalar(value);
  if (
    typeof value === 'string' &&
    (node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE)
  ) {
    fresh.type = node.type;
  }
  const written = new Document(fresh).toString({ lineWidth: 0 }).trimEnd();
  if (written.includes('\n')) {
    return undefined;
  }
  // After `key:` with nothing behind it, the value still needs its blank.
  const gap = start > 0 && text[start - 1] === ':' ? ' ' : '';
  return text.slice(0, start) + gap + written + text.slice(end);
}

function append(
  text: string,
  parent: YAMLMap | YAMLSeq,
  content: unknown,
): string | undefined {
  const start = parent.range?.[0];
  const end = endOf(parent);
  if (start === undefined || end === undefined) {
    return undefined;
  }
  const column = start - lineStart(text, start);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const written = new Document(content)
    .toString(renderOptions(text))
    .trimEnd()
    .split('\n')
    .map(line => (line === '' ? line : ' '.repeat(column) + line))
    .join(eol);
  const place = lineEnd(text, end);
  const before = text.slice(0, place);
  return `${before}${
    before.endsWith('\n') ? '' : eol
  }${written}${eol}${text.slice(place)}`;
}

function removePair(
  text: string,
  parent: YAMLMap,
  key: unknown,
): string | undefined {
  const pair = parent.items.find(
    item => (isScalar(item.key) ? item.key.value : item.key) === key,
  );
  const start = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  const end = pair && endOfPair(pair);
  if (parent.items.length < 2 || start === undefined || end === undefined) {
    return undefined;
  }
  const from = lineStart(text, start);
  // The first member of a list entry shares its line with the dash.
  return text.slice(from, start).trim() === ''
    ? text.slice(0, from) + text.slice(lineEnd(text, end))
    : undefined;
}

/** Where the content of a node ends, comments behind it left out. */
function endOf(node: unknown): number | undefined {
  if (isMap(node) && !node.flow && node.items.length > 0) {
    return endOfPair(node.items[node.items.length - 1]);
  }
  if (isSeq(node) && !node.flow && node.items.length > 0) {
    return endOf(node.items[node.items.length - 1]);
  }
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)
    ? (node as Node).range?.[1]
    : undefined;
}

function endOfPair(pair: Pair): number | undefined {
  return endOf(pair.value) ?? endOf(pair.key);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Beginning of the next line; the offset itself where a line begins there already. */
function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') {
    return offset;
  }
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}
