import { ConditionError } from './ConditionError';
import { Evaluation } from './Evaluation';
import {
  checkCondition,
  type ConditionNames,
  type ConditionRead,
} from './checkCondition';
import { parseCondition } from './parseCondition';
import { describeType } from './values';

/**
 * The values that a condition may read, such as `result`, `entity`, `steps`.
 *
 * @public
 */
export type ConditionValues = Readonly<Record<string, unknown>>;

/**
 * A condition that was read and checked, and can be asked many times.
 *
 * @public
 */
export interface CompiledCondition {
  /** The text that it was made from. */
  readonly expression: string;
  /** The names that it reads, in order of the alphabet. */
  readonly names: readonly string[];
  /** What it reads of them, place by place. */
  readonly reads: readonly ConditionRead[];
  /**
   * Works the condition out.
   *
   * @throws ConditionError where there is no answer
   */
  evaluate(values: ConditionValues): unknown;
}

/**
 * What there will be for a condition to read.
 *
 * @public
 */
export interface ConditionScope {
  /** The names; another one is an error, unless it stands in `default`. */
  names?: readonly string[];
  /**
   * The members of those names of which they are known, by name: such a name is read with one of them, which has to be
   * written out.
   */
  members?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Reads and checks a condition without values, for the moment at which a
 * manifest comes in.
 *
 * Rule: semantics, section 9. The language:
 *
 * - numbers, texts in either quote, `true`, `false`, `null`, lists `[1, 2]`
 * - `||  &&  !  ==  !=  <  <=  >  >=  +  -  *  /  %`, brackets, `test ? a : b`
 * - members `entity.spec.type` and `result[0]`, `labels["a/b"]`
 * - `len(list)`, `isNaN(number)`
 * - `default(value, fallback)`: the fallback where a name or member isn't
 *   there, or is null
 * - `all(list, # > 3)` and `any(list, # > 3)`, where `#` is the element;
 *   `all(list, x, x > 3)` gives it a name, which nested ones need. Of an empty
 *   list, all is true and any is false
 *
 * Nothing is converted: `1 == "1"`, `"a" > 1`, `!0` and a number where true or
 * false belongs are errors. What an object inherits isn't there, and
 * `__proto__`, `constructor` and `prototype` are refused. Lengths, nesting and
 * steps have a limit, so that an evaluation always ends soon.
 *
 * @param expression - the text
 * @param scope - what there will be to read; left out: anything
 * @throws ConditionError naming the expression, the position and what was found
 *
 * @public
 */
export function compileCondition(
  expression: string,
  scope: ConditionScope = {},
): CompiledCondition {
  const root = parseCondition(expression);
  const found = checkCondition(expression, root);
  if (scope.names) {
    for (const [name, position] of found.required) {
      if (!scope.names.includes(name)) {
        throw new ConditionError(
          expression,
          position,
          `there is no "${name}", there are: ${scope.names.join(', ')}`,
        );
      }
    }
  }
  checkMembers(expression, found, scope);
  return {
    expression,
    names: [...found.all].sort(),
    reads: found.reads.map(({ name, member }) => ({
      name,
      ...(member !== undefined && { member }),
    })),
    evaluate: values => new Evaluation(expression, values).evaluate(root),
  };
}

/** @throws ConditionError for a member that there will not be, or that is not written out */
function checkMembers(
  expression: string,
  { reads }: ConditionNames,
  { members = {} }: ConditionScope,
): void {
  for (const { name, member, position, required } of reads) {
    const known = Object.hasOwn(members, name) ? members[name] : undefined;
    if (known && member === undefined) {
      throw new ConditionError(
        expression,
        position,
        `"${name}" is read with a member that is written out, one of: ${known.join(
          ', ',
        )}`,
      );
    }
    if (known && required && !known.includes(member ?? '')) {
      throw new ConditionError(
        expression,
        position,
        `there is no "${member}" in "${name}", there are: ${known.join(', ')}`,
      );
    }
  }
}

/**
 * Works a condition out over values. See {@link compileCondition} for the
 * language.
 *
 * @throws ConditionError naming the expression, the position and what was
 *   found; a name or member that isn't there is an error, never false
 *
 * @public
 */
export function evaluateCondition(
  expression: string,
  values: ConditionValues,
): unknown {
  return compileCondition(expression).evaluate(values);
}

/**
 * Asks a condition for its answer, and takes nothing but true or false.
 *
 * @throws ConditionError like {@link evaluateCondition}, and for another value
 *
 * @public
 */
export function testCondition(
  expression: string,
  values: ConditionValues,
): boolean {
  const answer = evaluateCondition(expression, values);
  if (typeof answer !== 'boolean') {
    throw new ConditionError(
      expression,
      0,
      `it answers ${describeType(answer)}, accepted is true or false`,
    );
  }
  return answer;
}
