import type { Segment } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { FlagOwner } from '@backstage-orchestrator/plugin-orchestrator-node';
import { ownerOf, ownerText } from './owner';

/** JsonLogic with flagd's operations. */
export type Targeting = unknown;

/** A rule of a wave, as it stands in a file of flagd. */
export interface FlagdRule {
  owner: FlagOwner;
  /** All of them have to hold. */
  conditions: unknown[];
  variant: string;
}

/** Weights of flagd are whole numbers of 100 in all releases, and of any sum in newer ones. */
const FINE = 1000;

/**
 * Splits targeting into the rules of waves and what people have written.
 *
 * @remarks
 * A wave's rule is `{"if": [{"and": ["orchestrator <run>/<wave>", …]}, variant, rest]}`: the text is true, and says whose
 * it is. flagd knows `if` with three arguments only, so rules are nested.
 */
export function splitTargeting(targeting: Targeting): {
  rules: FlagdRule[];
  rest: Targeting;
} {
  const rules: FlagdRule[] = [];
  let rest = targeting;
  for (;;) {
    const rule = readRule(rest);
    if (!rule) {
      return { rules, rest };
    }
    rules.push(rule);
    rest = rule.rest;
  }
}

/** Puts the rules of waves before what people have written; undefined where there is neither. */
export function joinTargeting(rules: FlagdRule[], rest: Targeting): Targeting {
  const joined = rules.reduceRight<unknown>(
    (inner, { owner, conditions, variant }) => ({
      if: [{ and: [ownerText(owner), ...conditions] }, variant, inner ?? null],
    }),
    isNothing(rest) ? null : rest,
  );
  return joined ?? undefined;
}

/** The conditions of a segment. */
export function conditionsOf({
  regions,
  plans,
  customers,
  percent,
}: Segment): unknown[] {
  return [
    ...(regions.length > 0 ? [isIn('region', regions)] : []),
    ...(plans.length > 0 ? [isIn('plan', plans)] : []),
    ...(customers.length > 0 ? [isCustomer(customers)] : []),
    ...(percent < 100
      ? [{ '==': [{ fractional: weightsOf(percent) }, 'in'] }]
      : []),
  ];
}

function isIn(attribute: string, values: string[]): unknown {
  return { in: [{ var: attribute }, values] };
}

/** As in the own store: by the attribute, or else by the targeting key. */
function isCustomer(customers: string[]): unknown {
  return {
    or: [
      isIn('customer', customers),
      {
        and: [{ '!': [{ var: 'customer' }] }, isIn('targetingKey', customers)],
      },
    ],
  };
}

function weightsOf(percent: number): [string, number][] {
  const scale = Number.isInteger(percent) ? 1 : FINE;
  const inside = Math.round(percent * scale);
  return [
    ['in', inside],
    ['out', 100 * scale - inside],
  ];
}

function readRule(
  targeting: Targeting,
): (FlagdRule & { rest: Targeting }) | undefined {
  const [condition, variant, rest, ...more] = listOf(targeting, 'if');
  const [text, ...conditions] = listOf(condition, 'and');
  const owner = ownerOf(text);
  return owner && typeof variant === 'string' && more.length === 0
    ? { owner, conditions, variant, rest }
    : undefined;
}

function listOf(value: unknown, operation: string): unknown[] {
  const found =
    typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)[operation]
      : undefined;
  return Array.isArray(found) ? found : [];
}

/** No targeting is written as nothing, as null or as an empty object. */
function isNothing(targeting: Targeting): boolean {
  return (
    targeting === undefined ||
    targeting === null ||
    (typeof targeting === 'object' && Object.keys(targeting).length === 0)
  );
}
