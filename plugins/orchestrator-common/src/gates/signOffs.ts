import type { SignOffRule } from '../manifest';
import type { GateSignOff } from '../model';

/** What a rule for sign-offs asks. @public */
export type SigningRule = Pick<
  SignOffRule,
  'from' | 'required' | 'roles' | 'selfApproval'
>;

/** Whether a rule holds, and what is missing. @public */
export interface RuleAssessment {
  holds: boolean;
  /** Distinct people whose sign-off counts. */
  by: string[];
  /** What is missing, in words; empty where it holds. */
  missing: string[];
}

/**
 * Whether a rule holds.
 *
 * Rule: semantics, section 3. Only approvals of today's evidence count, only by people whom the rule names, not by
 * whoever wrote what is signed; each role by another person, so that two eyes are two people.
 *
 * @param evidenceDigest - of what there is to be signed now
 * @param authors - who started or last edited the train
 * @public
 */
export function assessSignOffs(
  rule: SigningRule,
  signOffs: GateSignOff[],
  evidenceDigest: string,
  authors: string[],
): RuleAssessment {
  const valid = signOffs.filter(
    signOff =>
      signOff.decision === 'approved' &&
      signOff.evidenceDigest === evidenceDigest &&
      maySign(rule, signOff.by, signOff.refs, authors),
  );
  const by = [...new Set(valid.map(signOff => signOff.by))];
  const unfilled = unfilledRoles(rule.roles, valid);
  const people = rule.required - by.length;
  return {
    by,
    holds: people <= 0 && unfilled.length === 0,
    missing: [
      ...(people > 0 ? [`${people} more of ${rule.from.join(', ')}`] : []),
      ...unfilled.map(
        role => `somebody as ${role} (${rule.roles[role].join(', ')})`,
      ),
    ],
  };
}

/**
 * Whether a rule lets somebody sign.
 *
 * @param refs - references of the person and of their groups
 * @public
 */
export function maySign(
  rule: SigningRule,
  by: string,
  refs: string[],
  authors: string[],
): boolean {
  const named = [...rule.from, ...Object.values(rule.roles).flat()];
  return (
    (rule.selfApproval || !authors.includes(by)) &&
    named.some(ref => ref === by || refs.includes(ref))
  );
}

/** References that rules name, of those that a person has. */
export function namedRefs(rules: SigningRule[], refs: string[]): string[] {
  const named = new Set(
    rules.flatMap(rule => [...rule.from, ...Object.values(rule.roles).flat()]),
  );
  return [...new Set(refs)].filter(ref => named.has(ref));
}

/**
 * Why nobody of these references can sign, as a sentence; undefined if a rule lets them.
 *
 * @public
 */
export function signOffObstacle(
  rules: SigningRule[],
  by: string,
  refs: string[],
  authors: string[],
): string | undefined {
  if (rules.some(rule => maySign(rule, by, refs, authors))) {
    return undefined;
  }
  const named = [...new Set(rules.flatMap(rule => rule.from))];
  if (authors.includes(by)) {
    return "Whoever started or last edited a train can't sign it: ask somebody else, or set selfApproval on the rule";
  }
  return rules.length === 0
    ? 'Nothing is to be signed here: it goes as soon as its evidence is complete'
    : `Only ${named.join(', ')} can sign this`;
}

/** A list of sign-offs with one more; a person has one, the newest. */
export function withSignOff(
  signOffs: GateSignOff[],
  signOff: GateSignOff,
): GateSignOff[] {
  return [...signOffs.filter(({ by }) => by !== signOff.by), signOff];
}

/**
 * Roles that can't be filled, with each person filling one at most (a matching of people to roles, by augmenting paths).
 */
function unfilledRoles(
  roles: Record<string, string[]>,
  signOffs: GateSignOff[],
): string[] {
  const roleOf = new Map<string, string>();
  const fill = (role: string, tried: Set<string>): boolean =>
    signOffs.some(({ by, refs }) => {
      if (
        tried.has(by) ||
        !roles[role].some(ref => ref === by || refs.includes(ref))
      ) {
        return false;
      }
      tried.add(by);
      const other = roleOf.get(by);
      if (other === undefined || fill(other, tried)) {
        roleOf.set(by, role);
        return true;
      }
      return false;
    });
  return Object.keys(roles).filter(role => !fill(role, new Set()));
}
