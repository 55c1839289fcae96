import jsep from 'jsep';
import { ConditionError } from './ConditionError';
import type { ConditionNode } from './ConditionNode';
import { Translation } from './Translation';
import { ELEMENT, ELEMENT_STAND_IN } from './element';
import { MAX_BRACKETS, MAX_EXPRESSION_LENGTH } from './limits';

/**
 * Turns the text of a condition into nodes that the evaluator knows, and
 * refuses everything else.
 *
 * @throws ConditionError for a mistake in the text or a construct that
 *   conditions don't have
 */
export function parseCondition(expression: string): ConditionNode {
  if (typeof expression !== 'string' || expression.trim() === '') {
    throw new ConditionError(String(expression), 0, 'the condition is empty');
  }
  if (expression.length > MAX_EXPRESSION_LENGTH) {
    throw new ConditionError(
      expression,
      MAX_EXPRESSION_LENGTH,
      `it has ${expression.length} characters, accepted are ${MAX_EXPRESSION_LENGTH}`,
    );
  }
  const source = markElements(expression);
  let tree: jsep.Expression;
  try {
    tree = jsep(source);
  } catch (error) {
    throw parseError(expression, error);
  }
  return new Translation(expression, source).translate(tree, 0);
}

function parseError(expression: string, error: unknown): ConditionError {
  const { index, description } = error as {
    index?: number;
    description?: string;
  };
  const problem = description ?? 'it can’t be read';
  return new ConditionError(
    expression,
    // An escape at the very end leads jsep one past it.
    Math.min(index ?? 0, expression.length),
    problem.replaceAll(ELEMENT_STAND_IN, ELEMENT),
  );
}

/** Puts the stand-in for each `#` outside of quotes, and limits the nesting before the parser recurses. */
function markElements(expression: string): string {
  let quote = '';
  let depth = 0;
  let source = '';
  for (let i = 0; i < expression.length; i += 1) {
    const char = expression[i];
    source += !quote && char === ELEMENT ? ELEMENT_STAND_IN : char;
    if (char === ELEMENT_STAND_IN) {
      throw new ConditionError(expression, i, 'a character of private use');
    } else if (quote && char === '\\') {
      i += 1;
      source += expression[i] ?? '';
    } else if (quote) {
      quote = char === quote ? '' : quote;
    } else if (char === '"' || char === "'") {
      quote = char;
    } else if (char === '(' || char === '[') {
      depth += 1;
    } else if (char === ')' || char === ']') {
      depth -= 1;
    }
    if (depth > MAX_BRACKETS) {
      throw new ConditionError(
        expression,
        i,
        `brackets nested deeper than ${MAX_BRACKETS}`,
      );
    }
  }
  return source;
}
