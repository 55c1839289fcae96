import { compileCondition, ConditionError } from '../conditions';
import { quoteFound } from '../pacing';
import { checkTemplate, TemplateError } from '../templating';
import type { FieldFinding } from './describeIssue';
import type { FieldPath } from './fieldPath';
import { badLimitsAndWindows } from './checkPacing';
import type { SweepManifest } from './sweep';
import { SWEEP_VALUE_NAMES, sweepTemplates } from './sweepTemplates';

/**
 * Checks what a schema can't say: ids that are there twice, conditions and templates that can't be read.
 *
 * @remarks Regular expressions of `replace` steps are checked where RE2 is, in the backend.
 */
export function checkSweep(manifest: SweepManifest): FieldFinding[] {
  const { change, gates } = manifest.spec;
  return [
    ...duplicateIds(change.steps, ['spec', 'change', 'steps'], 'step'),
    ...duplicateIds(gates, ['spec', 'gates'], 'gate'),
    ...change.steps.flatMap((step, index) =>
      badCondition(step.if, ['spec', 'change', 'steps', index, 'if']),
    ),
    ...gates.flatMap((gate, index) =>
      badCondition(gate.if, ['spec', 'gates', index, 'if']),
    ),
    ...badLimitsAndWindows(manifest.spec.rollout),
    ...sweepTemplates(manifest).flatMap(({ template, path }) =>
      badTemplate(template, path),
    ),
  ];
}

function duplicateIds(
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

function badCondition(
  expression: string | undefined,
  path: FieldPath,
): FieldFinding[] {
  return expression === undefined
    ? []
    : unreadable(expression, path, () =>
        compileCondition(expression, { names: SWEEP_VALUE_NAMES }),
      );
}

function badTemplate(template: string, path: FieldPath): FieldFinding[] {
  return unreadable(template, path, () =>
    checkTemplate(template, { names: SWEEP_VALUE_NAMES }),
  );
}

/** What keeps a text from being read, if anything does. */
function unreadable(
  text: string,
  path: FieldPath,
  read: () => unknown,
): FieldFinding[] {
  try {
    read();
    return [];
  } catch (error) {
    return [
      {
        path,
        about: 'value',
        found: quoteFound(text),
        accepted: readable(error),
      },
    ];
  }
}

function readable(error: unknown): string {
  if (error instanceof ConditionError) {
    return `a condition that can be read (position ${error.position}: ${error.problem})`;
  }
  if (error instanceof TemplateError) {
    return `a template that can be read (${error.message})`;
  }
  throw error;
}
