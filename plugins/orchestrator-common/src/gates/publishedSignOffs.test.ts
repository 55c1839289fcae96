import type { GateSignOff } from '../model';
import { assessSignOffs, type SigningRule } from './signOffs';

const LEADS = 'group:default/platform-leads';
const MANAGERS = 'group:default/release-managers';
const OTHERS = 'group:default/others';

const approval = (by: string, ...refs: string[]): GateSignOff => ({
  by,
  refs,
  at: '2030-01-01T00:00:00.000Z',
  decision: 'approved',
  evidenceDigest: 'now',
});
const holds = (rule: SigningRule, signOffs: GateSignOff[]) =>
  assessSignOffs(rule, signOffs, 'now', []).holds;

/*
 * What Kargo says of its step `wait-for-approval`: 30-promotion-steps/wait-for-approval.md of the documentation in
 * akuity/kargo. "Quorum With a Required Approver" is a quorum of two with the role of a lead.
 */
describe('an approval as in Kargo', () => {
  const quorum: SigningRule = {
    from: [LEADS, MANAGERS],
    required: 2,
    roles: { lead: [LEADS] },
    selfApproval: false,
  };

  it.each<[string, GateSignOff[], boolean]>([
    ['nobody', [], false],
    ['a lead', [approval('lia', LEADS)], false],
    [
      'a lead and a manager',
      [approval('lia', LEADS), approval('max', MANAGERS)],
      true,
    ],
    ['two leads', [approval('lia', LEADS), approval('lou', LEADS)], true],
    [
      'two managers',
      [approval('max', MANAGERS), approval('mia', MANAGERS)],
      false,
    ],
    ['one lead twice', [approval('lia', LEADS), approval('lia', LEADS)], false],
    [
      'a lead and somebody else',
      [approval('lia', LEADS), approval('otto', OTHERS)],
      false,
    ],
    ['one who is both', [approval('lia', LEADS, MANAGERS)], false],
    [
      'three, of whom the last one leads',
      [
        approval('max', MANAGERS),
        approval('mia', MANAGERS),
        approval('lia', LEADS),
      ],
      true,
    ],
  ])('of two with a lead by %s', (_, signOffs, expected) => {
    expect(holds(quorum, signOffs)).toBe(expected);
  });

  it('needs one person where no number is said', () => {
    const one = { ...quorum, required: 1, roles: {} };
    expect(holds(one, [approval('max', MANAGERS)])).toBe(true);
    expect(holds(one, [])).toBe(false);
  });
});

/*
 * What ServiceNow says of the activity "Approval - Group", by its field "Wait for". That one rejection rejects, its
 * option "Reject the approval", is shown with the gates of a train.
 */
describe('an approval as in ServiceNow', () => {
  const rule = (patch: Partial<SigningRule>): SigningRule => ({
    from: [LEADS, MANAGERS],
    required: 1,
    roles: {},
    selfApproval: false,
    ...patch,
  });
  const each = rule({
    required: 2,
    roles: { lead: [LEADS], manager: [MANAGERS] },
  });
  const everyone = rule({ required: 3 });

  it.each<[string, SigningRule, GateSignOff[], boolean]>([
    ['any group: the first one', rule({}), [approval('max', MANAGERS)], true],
    [
      'any group: somebody of neither',
      rule({}),
      [approval('otto', OTHERS)],
      false,
    ],
    ['each group: one of one', each, [approval('lia', LEADS)], false],
    [
      'each group: two of one',
      each,
      [approval('lia', LEADS), approval('lou', LEADS)],
      false,
    ],
    [
      'each group: one of each',
      each,
      [approval('lia', LEADS), approval('max', MANAGERS)],
      true,
    ],
    [
      'everyone: two of three',
      everyone,
      [approval('lia', LEADS), approval('lou', LEADS)],
      false,
    ],
    [
      'everyone: all three',
      everyone,
      [
        approval('lia', LEADS),
        approval('lou', LEADS),
        approval('max', MANAGERS),
      ],
      true,
    ],
  ])('from %s', (_, asked, signOffs, expected) => {
    expect(holds(asked, signOffs)).toBe(expected);
  });

  it('differs where nobody is asked: there it is approved, here a rule asks for one person at least', () => {
    expect(holds(rule({ from: [] }), [])).toBe(false);
  });
});
