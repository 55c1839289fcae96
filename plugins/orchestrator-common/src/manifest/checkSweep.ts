import { badCondition, badTemplate, duplicateIds } from './fieldChecks';
import type { FieldFinding } from './describeIssue';
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
      badCondition(
        step.if,
        ['spec', 'change', 'steps', index, 'if'],
        SWEEP_VALUE_NAMES,
      ),
    ),
    ...gates.flatMap((gate, index) =>
      badCondition(gate.if, ['spec', 'gates', index, 'if'], SWEEP_VALUE_NAMES),
    ),
    ...badLimitsAndWindows(manifest.spec.rollout),
    ...sweepTemplates(manifest).flatMap(({ template, path }) =>
      badTemplate(template, path, SWEEP_VALUE_NAMES),
    ),
  ];
}
