import { compileGlobs } from './globs';
import { compileReplacement } from './replaceText';

const regex = (find: string, replacement: string, flags = '') =>
  compileReplacement({ find, with: replacement, regex: true, flags });

describe('compileReplacement', () => {
  it('puts a literal in as it is', () => {
    const replace = compileReplacement({
      find: '$1.(',
      with: '$& $$ \\1',
      regex: false,
      flags: '',
    });
    expect(replace('a $1.( b $1.(')).toBe('a $& $$ \\1 b $& $$ \\1');
  });

  it('replaces by regular expression, with groups and flags', () => {
    expect(regex('node:(\\d+)', 'node:$1-slim')('node:20 node:18')).toBe(
      'node:20-slim node:18-slim',
    );
    expect(regex('(?P<name>\\w+)@', '$<name> at $$')('ana@')).toBe('ana at $');
    expect(regex('^a', 'b', 'mi')('A\na')).toBe('b\nb');
    expect(regex('a.b', 'x', 's')('a\nb')).toBe('x');
  });

  it('answers in linear time whatever the expression', () => {
    const started = Date.now();
    regex('(a+)+$', 'x')(`${'a'.repeat(50_000)}!`);
    regex('(.*)*,(.*)*;', 'x')('x'.repeat(20_000));
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it.each(['(', '(?=a)', 'a'.repeat(3_000), '((a{100}){100}){100}'])(
    'refuses %.20j',
    find => {
      expect(() => regex(find, 'x')).toThrow('regular expression');
    },
  );

  it('refuses a large expression over a large file', () => {
    expect(() => regex('(\\w{60}){15}', 'x')('a'.repeat(4_000_000))).toThrow(
      'too large',
    );
  });
});

describe('compileGlobs', () => {
  it.each([
    ['**/*.yml', '.github/workflows/a.yml', true],
    ['*.json', 'a.json', true],
    ['*.json', 'sub/a.json', false],
    ['{a,b}/**', 'b/c/d', true],
    ['./a', 'a', true],
    ['!a', 'b', false],
    ['#a', '#a', true],
    ['+(a)', 'aa', false],
  ])('%s and %s: %s', (glob, path, expected) => {
    expect(compileGlobs([glob])(path)).toBe(expected);
  });

  it.each([
    '*a*a*a*a*a*a*b',
    '**/a/**/b/**/c/**/d/**/e',
    '{1..100000}',
    '{a,b}'.repeat(12),
    'x'.repeat(400),
  ])('refuses %.30j', glob => {
    expect(() => compileGlobs([glob])).toThrow('too complex');
  });
});
