import { compileTemplate } from '@backstage-orchestrator/plugin-orchestrator-common';
import { encodePromql } from './promql';

function render(template: string, value: unknown): string {
  return compileTemplate(template).render({ v: value }, encodePromql);
}

describe('encodePromql', () => {
  it.each([
    ['x{a="${{ v }}"}', 'b', 'x{a="b"}'],
    ['x{a="${{ v }}"}', '"} or y{a="', 'x{a="\\x22} or y{a=\\x22"}'],
    ["x{a='${{ v }}'}", "'} or y", "x{a='\\x27} or y'}"],
    ['x{a="${{ v }}"}', '\\', 'x{a="\\\\"}'],
    ['x{a="${{ v }}"}', 'a\nb', 'x{a="a\\x0ab"}'],
    ['x{a="\\"${{ v }}"}', '"', 'x{a="\\"\\x22"}'],
    ['x{a="\'${{ v }}"}', 'é"', 'x{a="\'é\\x22"}'],
    ['x{a=`${{ v }}`}', 'a\\"b', 'x{a=`a\\"b`}'],
    ['x[${{ v }}]', '5m', 'x[5m]'],
    ['job:${{ v }}', 'rate5m', 'job:rate5m'],
    ['x > ${{ v }}', -1.5, 'x > -1.5'],
    ['x # "\n{a="${{ v }}"}', '"', 'x # "\n{a="\\x22"}'],
  ])('writes %s', (template, value, expected) => {
    expect(render(template, value)).toBe(expected);
  });

  it.each([
    ['x{a=`${{ v }}`}', '`} or y', 'has a backtick'],
    ['sum(${{ v }})', 'x) or (y', 'stands outside of quotes'],
    ['x # ${{ v }}', '\ny', 'stands outside of quotes'],
    ['x{a="b"} - ${{ v }}', 'a-b', 'stands outside of quotes'],
    ['x{a="\\\\"}${{ v }}', '"', 'stands outside of quotes'],
  ])(
    'refuses in %s what would be more than a value',
    (template, value, why) => {
      expect(() => render(template, value)).toThrow(why);
    },
  );
});
