import {
  renderTemplate,
  type ConditionValues,
  metricScope,
  scopeValues,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { StepContext } from '../StepHandler';

/** What the texts of a step may read: the same names as everywhere in a train. */
export function stepValues({
  train,
  product,
  wave,
}: StepContext): ConditionValues {
  return scopeValues(
    metricScope(train, { product: product.id, wave: wave.id }),
  );
}

/**
 * Fills in a text of a step.
 *
 * @param field - names it in the failure
 * @throws FailureError permanent `template`
 */
export function fillIn(
  text: string,
  values: ConditionValues,
  field: string,
): string {
  try {
    return renderTemplate(text, values);
  } catch (error) {
    throw new FailureError(
      {
        class: 'permanent',
        code: 'template',
        message: `${field}: ${
          error instanceof Error ? error.message : String(error)
        }`,
      },
      { cause: error },
    );
  }
}
