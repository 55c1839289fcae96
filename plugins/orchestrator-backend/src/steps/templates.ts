import {
  renderTemplate,
  testCondition,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { stepFailure } from './stepFailure';
import type { TemplateValues } from './values';

/**
 * Fills a template in.
 *
 * @param field - where it stands in the manifest, for the message
 * @throws FailureError `templateFailed`
 */
export function render(
  template: string,
  values: TemplateValues,
  field: string,
): string {
  try {
    return renderTemplate(template, values);
  } catch (error) {
    throw stepFailure(
      `${field}: ${error instanceof Error ? error.message : String(error)}`,
      'templateFailed',
    );
  }
}

/**
 * Works the condition of a step or gate out. An absent one holds.
 *
 * @throws FailureError `templateFailed`, also for an answer that is neither true nor false
 */
export function holds(
  condition: string | undefined,
  values: TemplateValues,
  field: string,
): boolean {
  if (condition === undefined) {
    return true;
  }
  try {
    return testCondition(condition, values);
  } catch (error) {
    throw stepFailure(
      `${field}: ${error instanceof Error ? error.message : String(error)}`,
      'templateFailed',
    );
  }
}
