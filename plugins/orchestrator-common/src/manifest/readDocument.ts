import { isError } from '@backstage/errors';
import {
  LineCounter,
  parseDocument,
  type Document,
  type YAMLError,
} from 'yaml';
import type { FieldPath } from './fieldPath';
import { MAX_ALIASES, MAX_MANIFEST_BYTES, MAX_NESTING } from './limits';
import { firstDeeperThan, isDeeperThan } from './nesting';
import { offsetOf, pathAt, placeAt, type TextPlace } from './yamlPlaces';

const DEEP = 'mappings and lists nested in each other';
const SHALLOW = `at most ${MAX_NESTING} levels of nesting`;

/** What is wrong, before it is put into words. */
export interface Finding {
  path: FieldPath;
  found: string;
  accepted: string;
  place?: TextPlace;
}

/** A manifest as plain data, with the places of its fields where it was a text. @public */
export interface ReadDocument {
  value: unknown;
  /** @param part - the `key` of a field, or its `value` (which is its key, too, where the value takes several lines) */
  placeOf(path: FieldPath, part?: 'key' | 'value'): TextPlace | undefined;
}

/**
 * Reads YAML 1.2 or JSON.
 *
 * @param text - one document; anchors and aliases are allowed within a limit, tags of one's own are not
 * @param expected - what the text is to hold, for who gives an empty one
 * @returns the document, or what is wrong with its syntax
 */
export function readDocument(
  text: string,
  maxBytes = MAX_MANIFEST_BYTES,
  expected = 'a manifest with apiVersion, kind, metadata and spec',
): ReadDocument | { findings: Finding[] } {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > maxBytes) {
    return fail(
      `a text of ${bytes} bytes`,
      `a text of at most ${inWords(maxBytes)}`,
    );
  }
  const lines = new LineCounter();
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      version: '1.2',
      lineCounter: lines,
      keepSourceTokens: true,
      prettyErrors: false,
    });
  } catch (error) {
    // The parser recurses, and throws for nothing else than a stack that ended.
    return fail(DEEP, SHALLOW);
  }
  const errors: YAMLError[] = [...document.errors, ...document.warnings];
  // The parser's own stack may have ended, which it tells as one of many errors of syntax.
  if (errors.some(({ message }) => message.startsWith('RangeError'))) {
    return fail(DEEP, SHALLOW);
  }
  if (errors.length > 0) {
    return {
      findings: errors.map(error =>
        syntaxFinding(error, text, document, lines),
      ),
    };
  }
  const tooDeep = firstDeeperThan(document.contents, MAX_NESTING);
  if (tooDeep) {
    return fail(DEEP, SHALLOW, placeAt(lines, tooDeep.range?.[0]));
  }
  return readValue(document, lines, expected);
}

/** Takes a manifest that was data already, as from the API. */
export function readObject(
  value: object,
  maxBytes = MAX_MANIFEST_BYTES,
): ReadDocument | { findings: Finding[] } {
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    return fail('an object that can’t be written as JSON', 'plain data');
  }
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > maxBytes) {
    return fail(
      `${bytes} bytes of JSON`,
      `a text of at most ${inWords(maxBytes)}`,
    );
  }
  return isDeeperThan(value, MAX_NESTING)
    ? fail(DEEP, SHALLOW)
    : { value: JSON.parse(text), placeOf: () => undefined };
}

function inWords(bytes: number): string {
  return bytes % 1024 === 0 ? `${bytes / 1024} KiB` : `${bytes} bytes`;
}

function readValue(
  document: Document.Parsed,
  lines: LineCounter,
  expected: string,
): ReadDocument | { findings: Finding[] } {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    if (isError(error) && error.message.startsWith('Unresolved alias')) {
      return fail(
        'an alias without its anchor',
        `an anchor before each alias (${error.message})`,
      );
    }
    return fail(
      'aliases that stand for too much',
      `at most ${MAX_ALIASES} uses of aliases`,
    );
  }
  if (value === undefined || value === null) {
    return fail('an empty text', expected, { line: 1, column: 1 });
  }
  // An alias inside of its own anchor makes a circle, which is deeper than anything.
  if (isDeeperThan(value, MAX_NESTING)) {
    return fail(DEEP, SHALLOW);
  }
  return {
    value,
    placeOf: (path, part = 'value') =>
      placeAt(lines, offsetOf(document, path, part)),
  };
}

function fail(
  found: string,
  accepted: string,
  place?: TextPlace,
): { findings: Finding[] } {
  return { findings: [{ path: [], found, accepted, place }] };
}

function syntaxFinding(
  error: YAMLError,
  text: string,
  document: Document.Parsed,
  lines: LineCounter,
): Finding {
  const [from] = error.pos;
  const place = placeAt(lines, from);
  switch (error.code) {
    case 'DUPLICATE_KEY': {
      const path = pathAt(document.contents, from, []);
      return {
        path,
        found: `the field ${path[path.length - 1]} a second time`,
        accepted: 'each field once',
        place,
      };
    }
    case 'MULTIPLE_DOCS':
      return {
        path: [],
        found: 'a second document',
        accepted: 'one document per text',
        place,
      };
    default: {
      const line = text.split('\n')[(place?.line ?? 1) - 1].trim();
      return {
        path: [],
        found: quoteLine(line),
        accepted: `YAML or JSON (${error.message.replace(/\.$/, '')})`,
        place,
      };
    }
  }
}

function quoteLine(line: string): string {
  return JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}…` : line);
}
