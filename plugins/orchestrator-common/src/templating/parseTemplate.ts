import { MAX_EXPRESSIONS, MAX_TEMPLATE_LENGTH } from './limits';
import { TemplateError } from './TemplateError';

const OPEN = '${{';
const CLOSE = '}}';
const ESCAPED_OPEN = '$${{';

/** A piece of a template: text that stays, or an expression to work out. */
export type TemplatePart =
  | { kind: 'text'; text: string }
  | {
      kind: 'expression';
      expression: string;
      source: string;
      position: number;
    };

/**
 * Cuts a template into texts and expressions. See `renderTemplate` for the language.
 *
 * @throws TemplateError for an expression that is empty or doesn't end, and for a template that is too long
 */
export function parseTemplate(template: string): TemplatePart[] {
  if (template.length > MAX_TEMPLATE_LENGTH) {
    throw new TemplateError(
      template,
      0,
      '',
      `it has ${template.length} characters, accepted are ${MAX_TEMPLATE_LENGTH}`,
    );
  }
  const parts: TemplatePart[] = [];
  let expressions = 0;
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf(OPEN, at);
    if (open < 0) {
      parts.push({ kind: 'text', text: template.slice(at) });
      break;
    }
    const escape = open - (ESCAPED_OPEN.length - OPEN.length);
    if (escape >= at && template.startsWith(ESCAPED_OPEN, escape)) {
      parts.push({
        kind: 'text',
        text: `${template.slice(at, escape)}${OPEN}`,
      });
      at = open + OPEN.length;
      continue;
    }
    if (open > at) {
      parts.push({ kind: 'text', text: template.slice(at, open) });
    }
    expressions += 1;
    if (expressions > MAX_EXPRESSIONS) {
      throw new TemplateError(
        template,
        open,
        OPEN,
        `more than ${MAX_EXPRESSIONS} expressions`,
      );
    }
    const part = readExpression(template, open);
    parts.push(part);
    at = open + part.source.length;
  }
  return parts;
}

/** Reads from `${{` to the `}}` that is in no quotes. */
function readExpression(
  template: string,
  open: number,
): TemplatePart & { kind: 'expression' } {
  const from = open + OPEN.length;
  let quote = '';
  for (let i = from; i < template.length; i += 1) {
    const char = template[i];
    if (quote && char === '\\') {
      i += 1;
    } else if (quote) {
      quote = char === quote ? '' : quote;
    } else if (char === '"' || char === "'") {
      quote = char;
    } else if (template.startsWith(CLOSE, i)) {
      const source = template.slice(open, i + CLOSE.length);
      const expression = template.slice(from, i);
      if (expression.trim() === '') {
        throw new TemplateError(
          template,
          open,
          source,
          'the expression is empty',
        );
      }
      return { kind: 'expression', expression, source, position: open };
    }
  }
  const [firstLine] = template.slice(open).split('\n');
  throw new TemplateError(
    template,
    open,
    firstLine,
    `found no ${CLOSE} at the end of the expression; a ${OPEN} that is meant as it stands is written ${ESCAPED_OPEN}`,
  );
}
