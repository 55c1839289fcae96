import { badInput } from '../pacing';

/**
 * How a value is compared with its criterion.
 *
 * @public
 */
export type CriterionOperator = '<' | '<=' | '=' | '>=' | '>';

/**
 * A criterion such as `<=500`, `<+10%` or `>=-5`, taken apart.
 *
 * @public
 */
export interface Criterion {
  operator: CriterionOperator;
  /** Without its sign. */
  value: number;
  /** Whether the value is in percent of the history. */
  percent: boolean;
  /** Whether the value is a distance from the history. */
  relative: boolean;
  /** For a relative one, on which side of the history the bound lies. */
  direction?: 'increase' | 'decrease';
}

const CRITERION = /^(<=|>=|<|=|>)([+-]?)(\d+(?:\.\d*)?|\.\d+)(%?)$/;

/**
 * Reads a criterion: `^(<|<=|=|>=|>)[+-]?number%?`, blanks ignored. A sign or
 * `%` makes it relative to the history; `%` without a sign is `+`.
 *
 * Rule: semantics, section 2, follows Keptn.
 *
 * @param text - such as `< 500`, `<=+10%`
 * @param field - where it stands, for the error message
 * @throws InputError when it is no criterion
 *
 * @public
 */
export function parseCriterion(
  text: string,
  field: string = 'criterion',
): Criterion {
  const match =
    typeof text === 'string'
      ? CRITERION.exec(text.replace(/\s+/g, ''))
      : undefined;
  if (!match) {
    throw badInput(
      field,
      text,
      'one of < <= = >= > and a number, with a sign or % if it is relative to earlier results: "<500", "<=+10%", ">=-5"',
    );
  }
  const [, operator, sign, number, percent] = match;
  const relative = sign !== '' || percent !== '';
  return {
    operator: operator as CriterionOperator,
    value: Number(number),
    percent: percent !== '',
    relative,
    ...(relative && { direction: sign === '-' ? 'decrease' : 'increase' }),
  };
}

/**
 * The number that a value is compared with.
 *
 * @param criterion - absolute or relative
 * @param baseline - what the history comes to; undefined without one
 * @returns undefined for a relative criterion without a baseline
 */
export function targetOf(
  criterion: Criterion,
  baseline: number | undefined,
): number | undefined {
  if (!criterion.relative) {
    return criterion.value;
  }
  if (baseline === undefined) {
    return undefined;
  }
  const distance =
    criterion.direction === 'decrease' ? -criterion.value : criterion.value;
  return criterion.percent
    ? (baseline * (100 + distance)) / 100
    : baseline + distance;
}

/** Compares a value with the number that its criterion asks for. */
export function compareWith(
  operator: CriterionOperator,
  value: number,
  target: number,
): boolean {
  switch (operator) {
    case '<':
      return value < target;
    case '<=':
      return value <= target;
    case '=':
      return value === target;
    case '>=':
      return value >= target;
    default:
      return value > target;
  }
}
