import { isError } from '@backstage/errors';
import {
  compileCondition,
  ConditionError,
  type CompiledCondition,
  type ConditionRead,
  type ConditionScope,
  type ConditionValues,
} from '../conditions';
import { MAX_RENDERED_LENGTH } from './limits';
import { parseTemplate, type TemplatePart } from './parseTemplate';
import { TemplateError } from './TemplateError';

/**
 * Writes the answer of an expression in the way of the language that the template is in: `before` is all that stands
 * before it. What it throws is told with the place in the template.
 *
 * @public
 */
export type TemplateEncoder = (answer: string, before: string) => string;

/** A template that was read and checked, and can be rendered many times. @public */
export interface CompiledTemplate {
  /** The text that it was made from. */
  readonly template: string;
  /** The names that its expressions read, in order of the alphabet. */
  readonly names: readonly string[];
  /** What they read of them, place by place. */
  readonly reads: readonly ConditionRead[];
  /**
   * Puts values in.
   *
   * @param encode - left out: answers are written plainly
   * @throws TemplateError where an expression has no answer, one that is no text, number or boolean, or one that
   *   can't be encoded
   */
  render(values: ConditionValues, encode?: TemplateEncoder): string;
}

const plainly: TemplateEncoder = answer => answer;

type CompiledPart =
  | { text: string }
  | {
      part: TemplatePart & { kind: 'expression' };
      condition: CompiledCondition;
    };

/**
 * Reads and checks a template without values, for the moment at which a manifest comes in.
 *
 * @param scope - what there will be to read; another name or member is an error
 * @throws TemplateError naming line, column, the expression and what is wrong with it
 * @public
 */
export function compileTemplate(
  template: string,
  scope: ConditionScope = {},
): CompiledTemplate {
  const parts = parseTemplate(template).map<CompiledPart>(part => {
    if (part.kind === 'text') {
      return { text: part.text };
    }
    return {
      part,
      condition: inPlace(template, part, () =>
        compileCondition(part.expression, scope),
      ),
    };
  });
  const conditions = parts.flatMap(part =>
    'condition' in part ? [part.condition] : [],
  );
  return {
    template,
    names: [...new Set(conditions.flatMap(({ names }) => names))].sort(),
    reads: conditions.flatMap(({ reads }) => reads),
    render: (values, encode = plainly) =>
      render(template, parts, values, encode),
  };
}

/**
 * Puts values into a text: `Node ${{ parameters.node }} for ${{ entity.metadata.name }}`.
 *
 * @remarks
 * - Between `${{` and `}}` stands an expression in the language of conditions (see `compileCondition`):
 *   members, comparison, arithmetic, `default(value, fallback)`, `test ? a : b`. A name that isn't there is an error.
 * - Texts, numbers and booleans are written plainly. Anything else is an error: a list or an object in the middle of
 *   a text was never meant. What a value contains is not read as a template again.
 * - GitHub's workflow files use the same brackets. `$${{` writes `${{`, and the `}}` after it is left alone:
 *   `node-version: $${{ matrix.node }}` renders `node-version: ${{ matrix.node }}`.
 *   A dollar right before an expression is written `${{ '$' }}${{ price }}`.
 *
 * @throws TemplateError naming line, column and expression
 * @public
 */
export function renderTemplate(
  template: string,
  values: ConditionValues,
): string {
  return compileTemplate(template).render(values);
}

/**
 * Checks a template as {@link compileTemplate} does.
 *
 * @throws TemplateError for the first mistake
 * @public
 */
export function checkTemplate(
  template: string,
  scope: ConditionScope = {},
): void {
  compileTemplate(template, scope);
}

function render(
  template: string,
  parts: CompiledPart[],
  values: ConditionValues,
  encode: TemplateEncoder,
): string {
  let rendered = '';
  for (const compiled of parts) {
    const before = rendered;
    rendered +=
      'text' in compiled
        ? compiled.text
        : encodeInPlace(
            template,
            compiled.part,
            inPlace(template, compiled.part, () =>
              asText(
                template,
                compiled.part,
                compiled.condition.evaluate(values),
              ),
            ),
            answer => encode(answer, before),
          );
    if (rendered.length > MAX_RENDERED_LENGTH) {
      const { position, source } =
        'part' in compiled
          ? compiled.part
          : { position: template.length, source: '' };
      throw new TemplateError(
        template,
        position,
        source,
        `the text grows beyond ${MAX_RENDERED_LENGTH} characters`,
      );
    }
  }
  return rendered;
}

function encodeInPlace(
  template: string,
  part: TemplatePart & { kind: 'expression' },
  answer: string,
  encode: (answer: string) => string,
): string {
  try {
    return encode(answer);
  } catch (error) {
    throw new TemplateError(
      template,
      part.position,
      part.source,
      isError(error) ? error.message : String(error),
    );
  }
}

function asText(
  template: string,
  part: TemplatePart & { kind: 'expression' },
  value: unknown,
): string {
  if (typeof value === 'string') {
    return value;
  }
  if (
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  ) {
    return String(value);
  }
  throw new TemplateError(
    template,
    part.position,
    part.source,
    `it answers ${describe(
      value,
    )}, accepted is a text, a number, true or false`,
  );
}

function describe(value: unknown): string {
  if (Array.isArray(value)) {
    return 'a list';
  }
  return typeof value === 'object' && value !== null
    ? 'an object'
    : String(value);
}

/** Tells an error of an expression with its place in the template. */
function inPlace<T>(
  template: string,
  part: TemplatePart & { kind: 'expression' },
  action: () => T,
): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof ConditionError) {
      throw new TemplateError(
        template,
        part.position,
        part.source,
        error.problem,
      );
    }
    throw error;
  }
}
