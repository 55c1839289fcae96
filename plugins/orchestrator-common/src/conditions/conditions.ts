import { ConditionError } from './ConditionError';
import { Evaluation } from './Evaluation';
import { checkCondition } from './checkCondition';
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
  /**
   * Works the condition out.
   *
   * @throws ConditionError where there is no answer
   */
  evaluate(values: ConditionValues): unknown;
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
 * @param options - `names`: the names that there will be; another name is an
 *   error, unless it stands in `default`
 * @throws ConditionError naming the expression, the position and what was found
 *
 * @public
 */
export function compileCondition(
  expression: string,
  options: { names?: readonly string[] } = {},
): CompiledCondition {
  const root = parseCondition(expression);
  const found = checkCondition(expression, root);
  if (options.names) {
    for (const [name, position] of found.required) {
      if (!options.names.includes(name)) {
        throw new ConditionError(
          expression,
          position,
          `there is no "${name}", there are: ${options.names.join(', ')}`,
        );
      }
    }
  }
  return {
    expression,
    names: [...found.all].sort(),
    evaluate: values => new Evaluation(expression, values).evaluate(root),
  };
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
