import { isDeepStrictEqual } from 'node:util';
import {
  applyEdits,
  findNodeAtLocation,
  getNodeValue,
  modify,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import {
  listIndex,
  operationsOf,
  pointerParts,
  type DocumentEdit,
  type DocumentOperation,
  type DocumentPath,
} from './pointers';
import { stepFailure } from './stepFailure';

/** More nesting than any settings file has; parsers go as deep as they are told. */
const MAX_NESTING = 200;

/**
 * Edits a JSON text and leaves the rest as it is: order, indentation, line ends, comments, the newline at the end.
 *
 * @param text - JSON, also with comments and trailing commas
 * @returns the text itself where it says already what it should
 * @throws FailureError `stepFailed` where it can't be read, or a pointer leads through something that is no object or list
 */
export function editJson(text: string, edit: DocumentEdit): string {
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  let current = text.slice(mark.length);
  const root = parse(current);
  const operations = operationsOf(
    edit,
    pointer => lookUp(root, pointer)?.type === 'object',
  );
  for (const operation of operations) {
    current = apply(current, operation);
  }
  return mark + current;
}

function apply(text: string, operation: DocumentOperation): string {
  const root = parse(text);
  const parts = pointerParts(operation.pointer);
  const path = resolve(root, parts, operation.pointer);
  const node = findNodeAtLocation(root, path);
  if (
    operation.kind === 'delete'
      ? !node
      : node && isDeepStrictEqual(getNodeValue(node), operation.value)
  ) {
    return text;
  }
  const parent =
    path.length > 0 ? findNodeAtLocation(root, path.slice(0, -1)) : undefined;
  if (operation.kind === 'delete') {
    return parent && node ? remove(text, parent, node) : text;
  }
  const format = needsFormat(text, parent, node, operation.value);
  const edits = modify(text, path, operation.value, {
    formattingOptions: format
      ? { ...formattingOf(text), insertFinalNewline: false }
      : undefined,
    isArrayInsertion: parent?.type === 'array' && !node,
  });
  return applyEdits(
    text,
    // Without formatting the parser puts nothing between a comma and what follows it.
    format
      ? edits
      : edits.map(edit => ({
          ...edit,
          content: edit.content.replace(/^,(?=\S)/, ', '),
        })),
  );
}

/**
 * Whether what is written has to be broken into lines. Formatting spreads to all that is on the same line, so it is left
 * out where a single value is put in the place of another, and in `{ "a": 1 }` on one line.
 */
function needsFormat(
  text: string,
  parent: Node | undefined,
  node: Node | undefined,
  value: unknown,
): boolean {
  const isScalar = typeof value !== 'object' || value === null;
  const onOneLine =
    parent &&
    !sourceOf(text, parent).includes('\n') &&
    (parent.children?.length ?? 0) > 0;
  return !(parent && node && isScalar) && !onOneLine;
}

/** Cuts a member or an entry out, with its comma; comments around it stay. */
function remove(text: string, parent: Node, node: Node): string {
  const child = parent.type === 'object' && node.parent ? node.parent : node;
  const siblings = parent.children ?? [];
  const index = siblings.indexOf(child);
  const end = child.offset + child.length;
  if (siblings.length < 2) {
    const inside =
      text.slice(parent.offset + 1, child.offset) +
      text.slice(end, parent.offset + parent.length - 1);
    return /^[\s,]*$/.test(inside)
      ? cut(text, parent.offset + 1, parent.offset + parent.length - 1)
      : cut(
          text,
          child.offset,
          end + (/^\s*,/.exec(text.slice(end))?.[0].length ?? 0),
        );
  }
  if (index === siblings.length - 1) {
    const before = siblings[index - 1];
    const from = before.offset + before.length;
    // A comment between them keeps its place; the comma before it becomes a trailing one, which such files may have.
    return /^\s*,\s*$/.test(text.slice(from, child.offset))
      ? cut(text, from, end)
      : cut(text, child.offset, end);
  }
  const gap = text.slice(end, siblings[index + 1].offset);
  return /^\s*,\s*$/.test(gap)
    ? cut(text, child.offset, end + gap.length)
    : cut(text, child.offset, end + gap.indexOf(',') + 1);
}

function cut(text: string, from: number, to: number): string {
  return text.slice(0, from) + text.slice(to);
}

function sourceOf(text: string, node: Node): string {
  return text.slice(node.offset, node.offset + node.length);
}

/** Turns the parts of a pointer into a path, with numbers where there are lists. */
function resolve(root: Node, parts: string[], pointer: string): DocumentPath {
  const path: DocumentPath = [];
  let node: Node | undefined = root;
  for (const part of parts) {
    if (node?.type === 'array') {
      path.push(listIndex(part, node.children?.length ?? 0, pointer));
    } else if (!node || node.type === 'object') {
      path.push(part);
    } else {
      throw stepFailure(
        `${pointer}: /${path.join('/')} is a ${
          node.type
        }, not an object or a list`,
      );
    }
    node = node && findNodeAtLocation(root, path);
  }
  return path;
}

function lookUp(root: Node, pointer: string): Node | undefined {
  try {
    return findNodeAtLocation(
      root,
      resolve(root, pointerParts(pointer), pointer),
    );
  } catch {
    return undefined;
  }
}

function parse(text: string): Node {
  const errors: ParseError[] = [];
  checkNesting(text);
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (!root || error) {
    const line = error ? text.slice(0, error.offset).split('\n').length : 1;
    throw stepFailure(
      `The JSON can't be read: line ${line}: ${
        error ? printParseErrorCode(error.error) : 'it is empty'
      }`,
    );
  }
  return root;
}

/** The parser goes down by recursion: a text of brackets alone would use up its stack. */
function checkNesting(text: string): void {
  let depth = 0;
  for (const [bracket] of text
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '')
    .matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > MAX_NESTING) {
      throw stepFailure(`The JSON is nested more than ${MAX_NESTING} deep`);
    }
  }
}

function formattingOf(text: string): {
  insertSpaces: boolean;
  tabSize: number;
  eol: string;
} {
  const indentation =
    /^[\t ]*[[{][^\n]*\r?\n([\t ]+)\S/m.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indentation.startsWith('\t'),
    tabSize: indentation.startsWith('\t') ? 1 : indentation.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}
