import { LineCounter, parseDocument } from 'yaml';
import type { FieldPath } from './fieldPath';
import { offsetOf, pathAt, placeAt } from './yamlPlaces';

const TEXT = `name: &name sweep
steps:
  - run: [npm, test]
  - *name
1: one
? [a, b]
: pair
empty:
`;

const document = parseDocument(TEXT);

describe('the place of a field', () => {
  it.each<[string, FieldPath, 'key' | 'value', string]>([
    ['is its key', ['name'], 'key', 'name:'],
    ['is its value, where that is what is wrong', ['name'], 'value', 'sweep'],
    [
      'is the key for a value of several lines',
      ['steps', 0, 'run'],
      'value',
      'run:',
    ],
    ['is the item of a list', ['steps', 0, 'run', 1], 'value', 'test'],
    ['is the alias, not its anchor', ['steps', 1], 'value', '*name'],
    ['is found under a key that is a number', [1], 'key', '1:'],
    ['is found under a key that is a list', ['["a","b"]'], 'key', '[a, b]'],
    ['is the key of a field without a value', ['empty'], 'key', 'empty:'],
    [
      'is the field around one that is missing',
      ['steps', 0, 'if'],
      'key',
      'run:',
    ],
    [
      'is the list around an item that is missing',
      ['steps', 7],
      'key',
      'steps:',
    ],
    ['is the list around a name', ['steps', 'first'], 'key', 'steps:'],
    ['is the value that has no fields', ['name', 'first'], 'key', 'name:'],
  ])('%s', (_, path, part, text) => {
    const offset = offsetOf(document, path, part);
    expect(TEXT.slice(offset)).toMatch(
      new RegExp(`^${text.replace(/[[\]*]/g, '\\$&')}`),
    );
  });

  it('counts lines and columns from 1, and is nowhere in an empty text', () => {
    const lines = new LineCounter();
    parseDocument(TEXT, { lineCounter: lines });
    expect(placeAt(lines, TEXT.indexOf('*name'))).toEqual({
      line: 4,
      column: 5,
    });
    const nothing = parseDocument('');
    expect(placeAt(lines, offsetOf(nothing, ['a'], 'key'))).toBeUndefined();
  });
});

describe('the path of a place', () => {
  it.each<[string, FieldPath]>([
    ['name', ['name']],
    ['run', ['steps', 0, 'run']],
    ['test', ['steps', 0, 'run', 1]],
    ['*name', ['steps', 1]],
    ['[a, b]', ['["a","b"]']],
  ])('of %s', (text, path) => {
    expect(pathAt(document.contents, TEXT.indexOf(text), [])).toEqual(path);
  });

  it('is that of the whole where nothing is', () => {
    expect(pathAt(document.contents, TEXT.length + 5, [])).toEqual([]);
    const list = parseDocument('[a, b]');
    expect(pathAt(list.contents, 50, ['list'])).toEqual(['list']);
  });
});
