import type { Segment } from '../manifest';
import { flagBucket } from './bucket';
import type { FlagState } from './definition';
import { flagStanding } from './standing';

/** Who asks: OpenFeature's evaluation context. @public */
export interface EvaluationContext {
  /** Names who asks; percentages go by it. */
  targetingKey?: unknown;
  region?: unknown;
  plan?: unknown;
  /** For lists of pilot customers; without it the targeting key is looked for in them. */
  customer?: unknown;
  [attribute: string]: unknown;
}

/** Why a variant was given, in OpenFeature's words. @public */
export type FlagReason =
  | 'STATIC'
  | 'DEFAULT'
  | 'TARGETING_MATCH'
  | 'SPLIT'
  | 'DISABLED';

/** What somebody gets of a flag, in the form of OFREP. @public */
export interface FlagEvaluation {
  key: string;
  value: FlagState['variants'][string];
  variant: string;
  reason: FlagReason;
  metadata: Record<string, boolean | string | number>;
}

/** Why somebody gets nothing of a flag, in the form of OFREP. @public */
export interface FlagEvaluationFailure {
  key: string;
  errorCode: 'TARGETING_KEY_MISSING' | 'INVALID_CONTEXT';
  errorDetails: string;
}

/** What an evaluation comes to. @public */
export type FlagResolution = FlagEvaluation | FlagEvaluationFailure;

/** What of a flag its evaluation looks at. @public */
export type EvaluatedFlag = Pick<
  FlagState,
  | 'key'
  | 'version'
  | 'variants'
  | 'defaultVariant'
  | 'rules'
  | 'schedules'
  | 'enabled'
  | 'killed'
>;

/**
 * Finds out what somebody gets of a flag.
 *
 * @remarks
 * In this order: a kill switch gives everybody `defaultVariant`; a flag that isn't enabled, too; the first rule whose
 * segment fits gives its variant; otherwise it is the variant of the last schedule whose time has come, or
 * `defaultVariant`. Reasons are those of the OpenFeature specification: `DISABLED`, `TARGETING_MATCH`, `SPLIT` where a
 * percentage decided, `STATIC` where nothing of the context was looked at, `DEFAULT` where no rule fitted.
 *
 * @param now - ISO 8601, for schedules
 * @returns a failure where a rule needs what the context has not, or has in another form
 * @public
 */
export function evaluateFlag(
  flag: EvaluatedFlag,
  context: EvaluationContext,
  now: string,
): FlagResolution {
  const give = (
    variant: string,
    reason: FlagReason,
    metadata: FlagEvaluation['metadata'] = {},
  ): FlagEvaluation => ({
    key: flag.key,
    value: flag.variants[variant],
    variant,
    reason,
    metadata: { flagVersion: flag.version, ...metadata },
  });
  if (flag.killed) {
    return give(flag.defaultVariant, 'DISABLED', { killed: true });
  }
  const standing = flagStanding(flag, now);
  if (!standing.enabled) {
    return give(flag.defaultVariant, 'DISABLED');
  }
  let lookedAtContext = false;
  for (const { segment, variant, source } of flag.rules) {
    const fits = segmentFits(flag.key, segment, context);
    if (typeof fits === 'object') {
      return { key: flag.key, ...fits };
    }
    lookedAtContext ||= !isOpen(segment);
    if (fits) {
      return give(variant, reasonOf(segment, lookedAtContext), source);
    }
  }
  return give(standing.variant, lookedAtContext ? 'DEFAULT' : 'STATIC');
}

function reasonOf(segment: Segment, lookedAtContext: boolean): FlagReason {
  if (segment.percent < 100) {
    return 'SPLIT';
  }
  return lookedAtContext ? 'TARGETING_MATCH' : 'STATIC';
}

type Failure = Pick<FlagEvaluationFailure, 'errorCode' | 'errorDetails'>;

/** Whether a segment leaves all of its sides open. */
function isOpen({ regions, plans, customers, percent }: Segment): boolean {
  return (
    regions.length + plans.length + customers.length === 0 && percent === 100
  );
}

function segmentFits(
  flagKey: string,
  { regions, plans, customers, percent }: Segment,
  context: EvaluationContext,
): boolean | Failure {
  const sides: [string, string[]][] = [
    ['region', regions],
    ['plan', plans],
    [context.customer === undefined ? 'targetingKey' : 'customer', customers],
  ];
  for (const [attribute, accepted] of sides) {
    const found = context[attribute];
    if (accepted.length > 0) {
      if (found !== undefined && typeof found !== 'string') {
        return notText(attribute, found);
      }
      if (found === undefined || !accepted.includes(found)) {
        return false;
      }
    }
  }
  return percent === 100 || isWithin(flagKey, percent, context.targetingKey);
}

function isWithin(
  flagKey: string,
  percent: number,
  targetingKey: unknown,
): boolean | Failure {
  if (targetingKey === undefined || targetingKey === '') {
    return {
      errorCode: 'TARGETING_KEY_MISSING',
      errorDetails: `context.targetingKey: found nothing, accepted is a text that names who asks: ${percent} % of them get another variant`,
    };
  }
  return typeof targetingKey === 'string'
    ? flagBucket(flagKey, targetingKey) < percent
    : notText('targetingKey', targetingKey);
}

function notText(attribute: string, found: unknown): Failure {
  const kind = Array.isArray(found) ? 'array' : typeof found;
  return {
    errorCode: 'INVALID_CONTEXT',
    errorDetails: `context.${attribute}: found a value of type ${kind}, accepted is a text`,
  };
}
