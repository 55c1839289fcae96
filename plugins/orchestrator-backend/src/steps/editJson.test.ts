import { editJson } from './editJson';
import type { DocumentEdit } from './pointers';

const edit = (some: Partial<DocumentEdit>): DocumentEdit => ({
  set: {},
  delete: [],
  merge: {},
  ...some,
});

describe('editJson', () => {
  it.each<[string, string, Partial<DocumentEdit>, string]>([
    [
      'sets a value',
      '{\n  "a": 1\n}\n',
      { set: { '/a': 2 } },
      '{\n  "a": 2\n}\n',
    ],
    [
      'adds a member with the indentation of the file',
      '{\n    "a": 1\n}',
      { set: { '/b': 2 } },
      '{\n    "a": 1,\n    "b": 2\n}',
    ],
    [
      'keeps tabs',
      '{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n',
      { set: { '/a/c': true } },
      '{\n\t"a": {\n\t\t"b": 1,\n\t\t"c": true\n\t}\n}\n',
    ],
    [
      'keeps line ends',
      '{\r\n  "a": 1\r\n}\r\n',
      { set: { '/b': 2 } },
      '{\r\n  "a": 1,\r\n  "b": 2\r\n}\r\n',
    ],
    [
      'keeps a byte order mark',
      '\ufeff{"a": 1}',
      { set: { '/a': 2 } },
      '\ufeff{"a": 2}',
    ],
    [
      'keeps comments',
      '{\n  // why\n  "a": 1, /* and */\n  "b": 2\n}',
      { set: { '/b': 3 } },
      '{\n  // why\n  "a": 1, /* and */\n  "b": 3\n}',
    ],
    [
      'makes the objects on the way',
      '{}\n',
      { set: { '/a/b': 1 } },
      '{\n  "a": {\n    "b": 1\n  }\n}\n',
    ],
    [
      'deletes',
      '{\n  "a": 1,\n  "b": 2\n}\n',
      { delete: ['/a', '/none', '/x/y'] },
      '{\n  "b": 2\n}\n',
    ],
    [
      'deletes the last',
      '{ "a": 1, "b": 2 }',
      { delete: ['/b'] },
      '{ "a": 1 }',
    ],
    [
      'deletes and keeps comments',
      '{\n  "a": 1, // one\n  // two\n  "b": 2\n}',
      { delete: ['/a'] },
      '{\n   // one\n  // two\n  "b": 2\n}',
    ],
    [
      'deletes the last and keeps comments',
      '{\n  "a": 1,\n  // two\n  "b": 2\n}',
      { delete: ['/b'] },
      '{\n  "a": 1,\n  // two\n  \n}',
    ],
    [
      'deletes the only one and keeps comments',
      '{\n  // one\n  "a": 1,\n}',
      { delete: ['/a'] },
      '{\n  // one\n  \n}',
    ],
    [
      'reads escapes in pointers',
      '{ "a/b": { "c~d": 1 } }',
      { set: { '/a~1b/c~0d': 2 } },
      '{ "a/b": { "c~d": 2 } }',
    ],
    [
      'sets in lists',
      '{ "a": [1, 2] }',
      { set: { '/a/1': 3 } },
      '{ "a": [1, 3] }',
    ],
    [
      'adds to lists',
      '{\n  "a": [\n    1\n  ]\n}',
      { set: { '/a/-': 2 } },
      '{\n  "a": [\n    1,\n    2\n  ]\n}',
    ],
    [
      'deletes from lists',
      '{ "a": [1, 2] }',
      { delete: ['/a/0'] },
      '{ "a": [2] }',
    ],
    [
      'merges, and null deletes',
      '{\n  "a": { "b": 1, "c": 2 }\n}',
      { merge: { '': { a: { b: null, c: 3 } } } },
      '{\n  "a": { "c": 3 }\n}',
    ],
    [
      'merges into what is no object',
      '{ "a": 1 }',
      { merge: { '/a': { b: { c: null, d: 1 } } } },
      '{ "a": {"b":{"d":1}} }',
    ],
    [
      'adds to an object on one line',
      '{\n  "a": { "b": 1 }\n}',
      { set: { '/a/c': [1] } },
      '{\n  "a": { "b": 1, "c": [1] }\n}',
    ],
    [
      'deletes the only member',
      '{\n  "a": {\n    "b": 1\n  }\n}',
      { delete: ['/a/b'] },
      '{\n  "a": {}\n}',
    ],
    ['replaces the whole', '{ "a": 1 }', { merge: { '': [1] } }, '[\n  1\n]'],
    [
      'replaces lists in a merge',
      '{ "a": [1] }',
      { merge: { '': { a: [2] } } },
      '{ "a": [2] }',
    ],
  ])('%s', (_, text, some, expected) => {
    expect(editJson(text, edit(some))).toBe(expected);
  });

  it('leaves a text alone that says already what it should', () => {
    const text = '{ "a" : [1,2],   "b": {"x":null} }';
    expect(
      editJson(
        text,
        edit({ set: { '/a': [1, 2] }, merge: { '/b': {} }, delete: ['/c'] }),
      ),
    ).toBe(text);
  });

  it('does not reach the language underneath', () => {
    const text = editJson(
      '{}',
      edit({
        merge: { '': JSON.parse('{"__proto__": {"polluted": true}}') },
        set: { '/constructor/prototype/x': 1 },
      }),
    );
    expect(JSON.parse(text)).toHaveProperty('constructor.prototype.x', 1);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each<[string, Partial<DocumentEdit>, string]>([
    ['{ "a": 1, }\n}', { set: { '/a': 2 } }, 'line 2'],
    ['', { set: { '/a': 2 } }, "can't be read"],
    ['{ "a": 1 }', { set: { '/a/b': 2 } }, '/a is a number'],
    ['{ "a": [1] }', { set: { '/a/x': 2 } }, 'no place "x"'],
    ['{ "a": [1] }', { set: { '/a/5': 2 } }, 'no place "5"'],
    ['['.repeat(100_000), { set: { '/0': 2 } }, 'nested'],
  ])('refuses %.20j', (text, some, message) => {
    expect(() => editJson(text, edit(some))).toThrow(message);
  });
});
