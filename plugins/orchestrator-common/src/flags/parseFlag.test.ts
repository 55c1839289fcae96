import { parseFlag, parseFlagText } from '.';

const flag = {
  type: 'boolean',
  variants: { on: true, off: false },
  defaultVariant: 'off',
};

function messages(input: unknown): string[] {
  return parseFlag(input).issues?.map(({ message }) => message) ?? [];
}

describe('parseFlag', () => {
  it('fills in what was left out', () => {
    expect(
      parseFlag({ ...flag, rules: [{ variant: 'on' }] }).definition,
    ).toEqual({
      ...flag,
      description: '',
      rules: [
        {
          variant: 'on',
          segment: { regions: [], plans: [], customers: [], percent: 100 },
        },
      ],
      schedules: [],
      enabled: true,
    });
  });

  it.each([
    ['number', { a: 1.5, b: 2 }, 'a'],
    ['string', { a: 'x' }, 'a'],
    ['object', { a: { deep: [1] }, b: {} }, 'b'],
  ])('takes values of type %s', (type, variants, defaultVariant) => {
    expect(messages({ type, variants, defaultVariant })).toEqual([]);
  });

  it.each<[object, string]>([
    [
      { type: 'bool' },
      'type: found "bool", accepted is one of boolean, string, number, object',
    ],
    [
      { variants: { on: 'yes', off: false } },
      'variants.on: found "yes", accepted is true or false, as the type says',
    ],
    [
      { type: 'object', variants: { off: [] } },
      'variants.off: found [], accepted is an object, as the type says',
    ],
    [
      { variants: {} },
      'variants: found no fields, accepted is 1 to 50 variants',
    ],
    [
      { variants: { 'on off': true, off: false } },
      'variants["on off"]: found "on off", accepted is a name of letters, digits, dots, dashes and underscores, at most 63',
    ],
    [
      { defaultVariant: 'aus' },
      'defaultVariant: found "aus", accepted is one of the variants on, off',
    ],
    [
      { defaultVariant: 'constructor' },
      'defaultVariant: found "constructor", accepted is one of the variants on, off',
    ],
    [
      { rules: [{ variant: 'an' }] },
      'rules[0].variant: found "an", accepted is one of the variants on, off',
    ],
    [
      { rules: [{ variant: 'on', segment: { percent: 101 } }] },
      'rules[0].segment.percent: found 101, accepted is a number above 0 and of at most 100',
    ],
    [
      { rules: [{ variant: 'on', segment: { country: ['de'] } }] },
      'rules[0].segment.country: found a field that is not known here, accepted is one of regions, plans, customers, percent',
    ],
    [
      {
        rules: [
          { variant: 'on', source: { run: 'r', wave: 'w' } },
          { variant: 'off', source: { run: 'r', wave: 'w' } },
        ],
      },
      'rules[1].source: found the fields run, wave, accepted is a wave that no earlier rule belongs to',
    ],
    [
      { schedules: [{ at: 'tomorrow', enabled: true }] },
      'schedules[0].at: found "tomorrow", accepted is a date and time with its offset, such as "2026-03-01T09:00:00Z"',
    ],
    [
      { schedules: [{ at: '2030-01-01T00:00:00Z' }] },
      'schedules[0]: found the fields at, accepted is exactly one of enabled, variant',
    ],
    [
      { schedules: [{ at: '2030-01-01T00:00:00Z', variant: 'x' }] },
      'schedules[0].variant: found "x", accepted is one of the variants on, off',
    ],
  ])('tells what is wrong with %j', (wrong, message) => {
    expect(messages({ ...flag, ...wrong })).toContain(message);
  });
});

describe('parseFlagText', () => {
  const text = (lines: string[]) => lines.join('\n');

  it('reads YAML and JSON alike', () => {
    expect(parseFlagText(JSON.stringify(flag))).toEqual(parseFlag(flag));
    expect(
      parseFlagText(
        text([
          'type: boolean',
          'variants: { on: true, off: false }',
          "defaultVariant: 'off'",
        ]),
      ),
    ).toEqual(parseFlag(flag));
  });

  it('says in which line a mistake is', () => {
    expect(
      parseFlagText(
        text([
          'type: boolean',
          'variants:',
          '  on: true',
          '  off: maybe',
          'defaultVariant: on',
          'rule: []',
        ]),
      ).issues?.map(({ line, path }) => [line, path]),
    ).toEqual([
      [4, 'variants.off'],
      [6, 'rule'],
    ]);
    expect(
      parseFlagText(
        text([
          'type: boolean',
          'variants:',
          '  on: true',
          '  off: maybe',
          'defaultVariant: on',
        ]),
      ).issues,
    ).toEqual([
      {
        path: 'variants.off',
        line: 4,
        column: 8,
        found: '"maybe"',
        accepted: 'true or false, as the type says',
        message:
          'variants.off: found "maybe", accepted is true or false, as the type says',
      },
    ]);
  });

  it.each([
    ['', 'The flag: found an empty text, accepted is a flag with type'],
    ['type: boolean\ntype: string', 'type: found the field type a second time'],
    ['type: [', 'The flag: found "type: [", accepted is YAML or JSON'],
  ])('tells what is wrong with the text %j', (wrong, message) => {
    expect(parseFlagText(wrong).issues?.[0].message).toContain(message);
  });
});
