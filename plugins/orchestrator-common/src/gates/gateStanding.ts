import type { Criticality, SignOffRule, TrainGate } from '../manifest';
import type { GatePart, GateSignOff } from '../model';
import { digestOf } from './digest';
import { assessSignOffs, type RuleAssessment } from './signOffs';
import { criteriaOf, TRAIN_PART } from './standing';

/** What a gate is judged by. @public */
export interface GateEvidence {
  now: string;
  planRevision: number;
  /** Products aboard: each that has something to answer must have its part. */
  products: { id: string; criticality: Criticality }[];
  parts: GatePart[];
  authors: string[];
}

/** Whether a gate can be a GO, and what stands in its way. @public */
export interface GateStanding {
  /** Digest of the plan's revision and of all evidence: what sign-offs bind to. */
  digest: string;
  /** Every criterion has a result, and each is a pass or is waived. */
  complete: boolean;
  rules: (RuleAssessment & { rule: SignOffRule })[];
  /** Complete, and all rules hold. */
  goes: boolean;
  /** What is open, in words. */
  questions: string[];
}

/**
 * Where a gate stands.
 *
 * Rule: semantics, section 3: GO only on explicit evidence. A part that isn't there, is too old, or has nothing to
 * show stands in the way like a failure does.
 *
 * @public
 */
export function gateStanding(
  gate: TrainGate,
  signOffs: GateSignOff[],
  evidence: GateEvidence,
): GateStanding {
  const expected = expectedParts(gate, evidence.products);
  const parts = expected.map(id => ({
    id,
    part: evidence.parts.find(({ part }) => part === id),
  }));
  const digest = digestOf({
    planRevision: evidence.planRevision,
    // Who is aboard is a part of what is signed, whether they have something to answer or not.
    products: evidence.products.map(({ id }) => id),
    parts: parts.map(({ id, part }) => ({ id, digest: part?.digest })),
  });
  const gaps = [
    ...(expected.length === 0
      ? ['No product aboard has anything to answer here']
      : []),
    ...parts.flatMap(({ id, part }) => gapsOf(id, part, evidence.now)),
  ];
  const rules = gate.signOffs.map(rule => ({
    rule,
    ...assessSignOffs(rule, signOffs, digest, evidence.authors),
  }));
  const complete = gaps.length === 0;
  return {
    digest,
    complete,
    rules,
    goes: complete && rules.every(({ holds }) => holds),
    questions: [
      ...gaps,
      ...rules.flatMap(({ rule, missing }) =>
        missing.map(what => `${rule.title ?? rule.id} waits for ${what}`),
      ),
    ],
  };
}

/**
 * The parts that a gate can't do without: the train's, where something is asked once, and each product's that has
 * something to answer.
 *
 * @public
 */
export function expectedParts(
  gate: TrainGate,
  products: { id: string; criticality: Criticality }[],
): string[] {
  return [
    ...(criteriaOf(gate).length > 0 ? [TRAIN_PART] : []),
    ...products
      .filter(product => criteriaOf(gate, product).length > 0)
      .map(({ id }) => id),
  ];
}

function gapsOf(id: string, part: GatePart | undefined, now: string): string[] {
  if (!part) {
    return [`${id}: nothing is known yet`];
  }
  if (part.validUntil !== undefined && part.validUntil <= now) {
    return [
      `${id}: something has expired at ${part.validUntil}, it has to be looked at again`,
    ];
  }
  return part.blocking.map(
    ({ title, status, summary }) => `${id}: ${title} is ${status}. ${summary}`,
  );
}
