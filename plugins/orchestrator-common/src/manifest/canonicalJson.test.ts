import fc from 'fast-check';
import { canonicalJson } from './canonicalJson';
import { changeDigest } from './changeDigest';
import { parseManifest } from './parseManifest';
import type { SweepManifest } from './sweep';
import { VALID_SWEEP } from './testManifest';

function manifestOf(text: string): SweepManifest {
  const result = parseManifest(text);
  if ('issues' in result) {
    throw new Error(result.issues[0].message);
  }
  return result.manifest;
}

describe('canonicalJson', () => {
  it('writes the example of RFC 8785', () => {
    const value = {
      numbers: [
        333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001,
      ],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts keys by UTF-16 code units and leaves out what is undefined', () => {
    expect(
      canonicalJson({ '\ufb33': 1, '\u{1f600}': 2, a: undefined, '1': 3 }),
    ).toBe('{"1":3,"\u{1f600}":2,"\ufb33":1}');
  });

  it.each([
    [Number.NaN],
    [Infinity],
    [10n],
    [() => 1],
    [Symbol('x')],
    [[undefined]],
  ])('refuses %p', value => {
    expect(() => canonicalJson(value)).toThrow("JSON can't hold");
  });

  it('is JSON of the same value, in whatever order its keys came', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), object => {
        const turned = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(object));
        expect(JSON.parse(canonicalJson(object))).toEqual(
          JSON.parse(JSON.stringify(object)),
        );
      }),
    );
  });
});

describe('changeDigest', () => {
  it('is the SHA-256 of the canonical JSON', () => {
    expect(changeDigest(manifestOf(VALID_SWEEP))).toMatch(
      /^sha256:[0-9a-f]{64}$/,
    );
    // SHA-256 of "{}", as sha256sum tells it
    expect(changeDigest({} as SweepManifest)).toBe(
      'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    );
  });

  it('stays the same where only comments, order and spelled-out defaults differ', () => {
    const other = VALID_SWEEP.replace('kind: Sweep\n', '').replace(
      'spec:',
      '# comment\nkind: Sweep\nspec:\n  gates: []',
    );
    expect(changeDigest(manifestOf(other))).toBe(
      changeDigest(manifestOf(VALID_SWEEP)),
    );
  });

  it('changes with the change', () => {
    const other = VALID_SWEEP.replace('{ node: 22 }', '{ node: 24 }');
    expect(changeDigest(manifestOf(other))).not.toBe(
      changeDigest(manifestOf(VALID_SWEEP)),
    );
  });
});
