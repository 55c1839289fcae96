import { InputError } from '@backstage/errors';
import type { ManifestIssue } from '@backstage-orchestrator/plugin-orchestrator-common';

/** Input with mistakes, each of which is told to the caller: a request, or the manifest in it. */
export class InvalidInputError extends InputError {
  readonly issues: ManifestIssue[];

  /**
   * @param subject - what has the mistakes, at the start of a sentence: `The manifest`
   */
  constructor(subject: string, issues: ManifestIssue[]) {
    const amount =
      issues.length === 1 ? 'a mistake' : `${issues.length} mistakes`;
    super(
      `${subject} has ${amount}: ${issues
        .map(({ message }) => message)
        .join('; ')}`,
    );
    this.issues = issues;
  }
}
