import { manifestJsonSchema } from './jsonSchema';
import {
  describeSchema,
  describeType,
  knownFields,
  schemasAt,
} from './schemaLookup';
import { suggestName } from './suggestName';

describe('schemasAt', () => {
  const schema = manifestJsonSchema();

  it('looks into alternatives, lists and mappings with free keys', () => {
    expect(knownFields(schema, ['spec', 'rollout', 'canary'])).toContain(
      'selfApproval',
    );
    expect(knownFields(schema, ['spec', 'change', 'steps', 3, 'json'])).toEqual(
      ['file', 'set', 'delete', 'merge', 'ifMissing'],
    );
    expect(schemasAt(schema, ['metadata', 'labels', 'x'])).toEqual([
      { type: 'string', maxLength: 63 },
    ]);
  });

  it('follows references of recursive values, and finds nothing where there is nothing', () => {
    expect(
      schemasAt(schema, [
        'spec',
        'change',
        'steps',
        0,
        'json',
        'set',
        '/a',
        'b',
        1,
      ]).length,
    ).toBeGreaterThan(3);
    expect(schemasAt(schema, ['spec', 'nowhere', 'at', 'all'])).toEqual([]);
  });
});

describe('describeSchema', () => {
  it.each([
    [{ const: false }, 'false'],
    [{ enum: ['a'] }, 'a'],
    [{ enum: ['a', 'b'] }, 'one of a, b'],
    [{ type: 'integer', minimum: 1, maximum: 5 }, 'a whole number from 1 to 5'],
    [
      {
        type: 'integer',
        exclusiveMinimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
      },
      'a whole number of at least 1',
    ],
    [{ type: 'number', exclusiveMinimum: 0 }, 'a number above 0'],
    [{ type: 'number', maximum: 5 }, 'a number of at most 5'],
    [{ type: 'number' }, 'a number'],
    [{ type: 'object' }, 'a mapping'],
    [{}, undefined],
  ])('%j is %s', (schema, words) => {
    expect(describeSchema(schema)).toBe(words);
  });

  it('passes on types that it has no word for', () => {
    expect(describeType('date')).toBe('date');
  });
});

describe('suggestName', () => {
  it.each([
    ['maxParalel', 'maxParallel'],
    ['lables', 'labels'],
    ['LABELS', 'labels'],
    ['xyz', undefined],
    ['a-name-of-quite-another-length', undefined],
  ])('%s: %s', (found, suggestion) => {
    expect(suggestName(found, ['labels', 'maxParallel', 'title'])).toBe(
      suggestion,
    );
  });
});
