import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';

/**
 * A step that can't be done; doing it again would change nothing.
 *
 * @param message - a sentence that names the file or value
 */
export function stepFailure(
  message: string,
  code: string = 'stepFailed',
): FailureError {
  return new FailureError({ class: 'permanent', code, message });
}

/** A path that would leave the checkout, or reach git's own folder. */
export function pathEscape(path: string, why: string): FailureError {
  return stepFailure(
    `The path ${JSON.stringify(path.slice(0, 200))} is not allowed: ${why}`,
    'pathEscapes',
  );
}
