import { CustomErrorBase } from '@backstage/errors';

/**
 * A condition that can't be read or has no answer: a mistake in its text, a
 * name or member that isn't there, a value of the wrong type.
 *
 * @public
 */
export class ConditionError extends CustomErrorBase {
  name = 'ConditionError' as const;

  /** The whole condition. */
  readonly expression: string;
  /** Where in it, counted in characters from 0. */
  readonly position: number;
  /** What was wrong there, without the expression around it. */
  readonly problem: string;

  constructor(expression: string, position: number, problem: string) {
    super(
      `Condition "${shorten(expression)}", position ${position}: ${problem}`,
    );
    this.expression = expression;
    this.position = position;
    this.problem = problem;
  }
}

function shorten(expression: string): string {
  return expression.length > 200 ? `${expression.slice(0, 200)}…` : expression;
}
