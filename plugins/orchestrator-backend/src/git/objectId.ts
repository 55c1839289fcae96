import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';

const OBJECT_ID = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Reads the id that git has answered with.
 *
 * @throws FailureError `gitAnswer` (transient) where it is none: with an empty one, a push would delete the branch
 */
export function objectIdOf(stdout: Buffer): string {
  const text = stdout.toString('utf8').trim();
  if (!OBJECT_ID.test(text)) {
    throw new FailureError({
      class: 'transient',
      code: 'gitAnswer',
      message: `git answered "${text.slice(
        0,
        100,
      )}" where an object id was expected`,
    });
  }
  return text;
}
