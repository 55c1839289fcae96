import {
  assessSignOffs,
  maySign,
  signOffObstacle,
  strictnessTable,
  DEFAULT_STRICTNESS,
  type SigningRule,
} from '.';
import type { GateSignOff } from '../model';

const rule = (patch: Partial<SigningRule> = {}): SigningRule => ({
  from: ['group:default/release'],
  required: 1,
  roles: {},
  selfApproval: false,
  ...patch,
});
const sign = (by: string, patch: Partial<GateSignOff> = {}): GateSignOff => ({
  by,
  at: '2030-01-01T00:00:00.000Z',
  decision: 'approved',
  evidenceDigest: 'now',
  refs: ['group:default/release'],
  ...patch,
});
const holds = (
  asked: SigningRule,
  signOffs: GateSignOff[],
  authors: string[] = [],
) => assessSignOffs(asked, signOffs, 'now', authors).holds;

describe('assessSignOffs', () => {
  it.each([
    ['nobody', rule(), [], false],
    ['one of one', rule(), [sign('a')], true],
    ['one of two', rule({ required: 2 }), [sign('a')], false],
    [
      'the same person twice',
      rule({ required: 2 }),
      [sign('a'), sign('a')],
      false,
    ],
    ['two of two', rule({ required: 2 }), [sign('a'), sign('b')], true],
    [
      'a sign-off of other evidence',
      rule(),
      [sign('a', { evidenceDigest: 'before' })],
      false,
    ],
    ['a rejection', rule(), [sign('a', { decision: 'rejected' })], false],
    [
      'somebody whom the rule does not name',
      rule(),
      [sign('a', { refs: ['group:default/other'] })],
      false,
    ],
    [
      'somebody named in person',
      rule({ from: ['a'] }),
      [sign('a', { refs: [] })],
      true,
    ],
  ])('with %s', (_, asked, signOffs, expected) => {
    expect(holds(asked, signOffs)).toBe(expected);
  });

  it('leaves out whoever wrote what is signed, unless the rule lets them', () => {
    expect(holds(rule(), [sign('a')], ['a'])).toBe(false);
    expect(holds(rule({ selfApproval: true }), [sign('a')], ['a'])).toBe(true);
  });

  const roles = {
    business: ['group:default/business'],
    platform: ['group:default/platform'],
  };
  const both = ['group:default/business', 'group:default/platform'];

  it.each([
    ['one for both roles', [sign('a', { refs: both })], false],
    [
      'one each',
      [sign('a', { refs: [both[0]] }), sign('b', { refs: [both[1]] })],
      true,
    ],
    [
      'one who could do both, and one who can do the first only',
      [sign('a', { refs: both }), sign('b', { refs: [both[0]] })],
      true,
    ],
    [
      'two of one role',
      [sign('a', { refs: [both[0]] }), sign('b', { refs: [both[0]] })],
      false,
    ],
  ])('takes another person for each role: %s', (_, signOffs, expected) => {
    expect(holds(rule({ roles }), signOffs)).toBe(expected);
  });

  it('says what is missing', () => {
    expect(
      assessSignOffs(rule({ required: 2, roles }), [], 'now', []).missing,
    ).toEqual([
      '2 more of group:default/release',
      'somebody as business (group:default/business)',
      'somebody as platform (group:default/platform)',
    ]);
  });
});

describe('signOffObstacle', () => {
  it.each([
    [[rule()], 'a', ['group:default/release'], [], undefined],
    [[rule()], 'a', [], [], 'Only group:default/release can sign this'],
    [
      [rule()],
      'a',
      ['group:default/release'],
      ['a'],
      'Whoever started or last edited',
    ],
    [[], 'a', [], [], 'Nothing is to be signed here'],
  ])('%#', (rules, by, refs, authors, expected) => {
    const obstacle = signOffObstacle(rules, by, refs, authors);
    expect(
      expected === undefined ? obstacle : obstacle?.startsWith(expected),
    ).toBe(expected && true);
  });

  it('lets whoever has a role sign', () => {
    expect(
      maySign(
        rule({ roles: { x: ['user:default/x'] } }),
        'user:default/x',
        [],
        [],
      ),
    ).toBe(true);
  });
});

describe('strictnessTable', () => {
  it('changes what is said, and keeps the rest', () => {
    const table = strictnessTable({ low: { signOffs: 3 } });
    expect(table.low).toEqual({ ...DEFAULT_STRICTNESS.low, signOffs: 3 });
    expect(table.critical).toEqual(DEFAULT_STRICTNESS.critical);
    expect(
      strictnessTable({ low: { longestWaiver: false, demands: ['ci'] } }).low
        .longestWaiver,
    ).toBe(false);
  });

  it.each([
    [{ extreme: {} }, 'strictness.extreme'],
    [{ low: { demands: ['luck'] } }, 'strictness.low.demands'],
    [{ low: { signOffs: 0 } }, 'strictness.low.signOffs'],
    [{ low: { longestWaiver: 'long' } }, 'strictness.low.longestWaiver'],
  ])('refuses %j', (overrides, field) => {
    expect(() =>
      strictnessTable(overrides as Parameters<typeof strictnessTable>[0]),
    ).toThrow(field);
  });
});
