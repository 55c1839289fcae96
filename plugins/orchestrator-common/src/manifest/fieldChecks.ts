import {
  compileCondition,
  ConditionError,
  type ConditionScope,
} from '../conditions';
import { quoteFound } from '../pacing';
import { checkTemplate, TemplateError } from '../templating';
import type { FieldFinding } from './describeIssue';
import type { FieldPath } from './fieldPath';
import { suggestName } from './suggestName';

/** Ids that stand in a list twice. */
export function duplicateIds(
  items: { id?: string }[],
  path: FieldPath,
  word: string,
): FieldFinding[] {
  return items.flatMap<FieldFinding>(({ id }, index) => {
    const first = items.findIndex(item => item.id === id);
    return id === undefined || first === index
      ? []
      : [
          {
            path: [...path, index, 'id'],
            about: 'value',
            found: quoteFound(id),
            accepted: `an id that no other ${word} has; ${word} ${
              first + 1
            } has this one`,
          },
        ];
  });
}

/** A condition that can't be read. */
export function badCondition(
  expression: string | undefined,
  path: FieldPath,
  names: readonly string[],
): FieldFinding[] {
  if (expression === undefined) {
    return [];
  }
  try {
    compileCondition(expression, { names });
    return [];
  } catch (error) {
    if (!(error instanceof ConditionError)) {
      throw error;
    }
    const accepted = `a condition that can be read (position ${error.position}: ${error.problem})`;
    return [{ path, about: 'value', found: quoteFound(expression), accepted }];
  }
}

/** A template that can't be read. */
export function badTemplate(
  template: string,
  path: FieldPath,
  names: readonly string[],
  members: ConditionScope['members'] = {},
): FieldFinding[] {
  try {
    checkTemplate(template, { names, members });
    return [];
  } catch (error) {
    if (!(error instanceof TemplateError)) {
      throw error;
    }
    const accepted = `a template that can be read (${error.message})`;
    return [{ path, about: 'value', found: quoteFound(template), accepted }];
  }
}

/** A value that is not one of those that there are. */
export function unknownReference(
  path: FieldPath,
  value: string,
  known: string[],
  word: string,
): FieldFinding {
  const suggestion = suggestName(value, known);
  const accepted =
    known.length === 0
      ? `a ${word}, of which there are none`
      : `a ${word}: ${known.join(', ')}`;
  return finding(
    path,
    quoteFound(value),
    `${accepted}${suggestion ? `; did you mean ${suggestion}?` : ''}`,
  );
}

export function finding(
  path: FieldPath,
  found: string,
  accepted: string,
): FieldFinding {
  return { path, about: 'value', found, accepted };
}
