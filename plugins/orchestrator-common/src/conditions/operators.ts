import { MAX_TEXT_LENGTH } from './limits';
import { describeType } from './values';

/** Two values that an operator can't work on. The message says which. */
export class OperandError extends Error {}

type Ordered = string | number;

const ORDER: Record<string, (left: Ordered, right: Ordered) => boolean> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

const ARITHMETIC: Record<string, (left: number, right: number) => number> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
};

/**
 * Compares or calculates, without converting anything: both sides are numbers,
 * or both are texts for `+` and the comparisons. Equality takes booleans, too,
 * and null against anything that is no list or object.
 *
 * @throws OperandError for other values
 */
export function applyOperator(
  operator: string,
  left: unknown,
  right: unknown,
): unknown {
  switch (operator) {
    case '==':
    case '===':
      return isEqual(operator, left, right);
    case '!=':
    case '!==':
      return !isEqual(operator, left, right);
    default:
      return calculate(operator, left, right);
  }
}

function isEqual(operator: string, left: unknown, right: unknown): boolean {
  const comparable = [left, right].every(
    value => typeof value !== 'object' || value === null,
  );
  const alike = typeof left === typeof right || left === null || right === null;
  if (!comparable || !alike) {
    throw mismatch(operator, left, right);
  }
  return left === right;
}

function calculate(operator: string, left: unknown, right: unknown): unknown {
  const compare = ORDER[operator];
  if (typeof left === 'number' && typeof right === 'number') {
    return (compare ?? ARITHMETIC[operator])(left, right);
  }
  if (typeof left === 'string' && typeof right === 'string') {
    if (compare) {
      return compare(left, right);
    }
    if (operator === '+') {
      return join(left, right);
    }
  }
  throw mismatch(operator, left, right);
}

function join(left: string, right: string): string {
  if (left.length + right.length > MAX_TEXT_LENGTH) {
    throw new OperandError(`a text longer than ${MAX_TEXT_LENGTH} characters`);
  }
  return left + right;
}

function mismatch(
  operator: string,
  left: unknown,
  right: unknown,
): OperandError {
  return new OperandError(
    `"${operator}" between ${describeType(left)} and ${describeType(right)}`,
  );
}
