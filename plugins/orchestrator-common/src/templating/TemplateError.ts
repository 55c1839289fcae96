import { CustomErrorBase } from '@backstage/errors';

const LONGEST_QUOTE = 120;

/**
 * A template that can't be read, or an expression in it that has no answer.
 *
 * @public
 */
export class TemplateError extends CustomErrorBase {
  name = 'TemplateError' as const;

  /** Where in the template, counted in characters from 0. */
  readonly position: number;
  /** What was wrong there, without the place. */
  readonly problem: string;

  /**
   * @param template - the whole template, to tell line and column
   * @param position - where in it
   * @param source - the part that is wrong, as it was written
   */
  constructor(
    template: string,
    position: number,
    source: string,
    problem: string,
  ) {
    const { line, column } = placeOf(template, position);
    super(
      `Template, line ${line}, column ${column}, ${quote(source)}: ${problem}`,
    );
    this.position = position;
    this.problem = problem;
  }
}

function placeOf(
  template: string,
  position: number,
): { line: number; column: number } {
  const before = template.slice(0, position).split('\n');
  return { line: before.length, column: before[before.length - 1].length + 1 };
}

function quote(source: string): string {
  return source.length > LONGEST_QUOTE
    ? `${source.slice(0, LONGEST_QUOTE)}…`
    : source;
}
