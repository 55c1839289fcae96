import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';

/** Change ids are made of the name, and their column holds 100 characters. */
const MAX_REPOSITORY_NAME_LENGTH = 80;
const MAX_BRANCH_NAME_LENGTH = 300;

/** Starts with a letter or a digit: neither an option of git, nor hidden, nor `..`. */
const REPOSITORY_SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const BRANCH_SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9._+=@-]*$/;
/** A part that ends so would lead into another repository (`.git`) or is git's own (`.lock`). */
const RESERVED_ENDING = /(\.|\.git|\.lock)$/i;

/** Accepts `payments-api` and `org/payments-api`; what is accepted is safe as a path below a folder. */
export function isRepositoryName(name: string): boolean {
  const segments = name.split('/');
  return (
    name.length <= MAX_REPOSITORY_NAME_LENGTH &&
    segments.every(
      segment =>
        REPOSITORY_SEGMENT.test(segment) &&
        !RESERVED_ENDING.test(segment) &&
        !segment.includes('..'),
    )
  );
}

/**
 * Accepts what {@link isRepositoryName} does.
 *
 * @throws FailureError of class permanent
 */
export function assertRepositoryName(name: string): void {
  if (!isRepositoryName(name)) {
    throw new FailureError({
      class: 'permanent',
      code: 'invalidRepositoryName',
      message: `${quoted(
        name,
      )} is not a name of a local repository: use letters, digits, dots, dashes and underscores, in parts separated by /, at most ${MAX_REPOSITORY_NAME_LENGTH} characters`,
    });
  }
}

/**
 * Accepts a subset of what git accepts for a branch (`git check-ref-format`), none of which can be read as an option,
 * a revision expression or a second command of `git update-ref --stdin`.
 *
 * @throws FailureError of class permanent
 */
export function assertBranchName(name: string): void {
  const valid =
    name.length <= MAX_BRANCH_NAME_LENGTH &&
    name
      .split('/')
      .every(
        segment =>
          BRANCH_SEGMENT.test(segment) &&
          !/(\.|\.lock)$/i.test(segment) &&
          !segment.includes('..'),
      );
  if (!valid) {
    throw new FailureError({
      class: 'permanent',
      code: 'invalidBranchName',
      message: `${quoted(
        name,
      )} is not a branch name that the local code host accepts: use letters, digits and . _ + = @ - in parts separated by /`,
    });
  }
}

/**
 * Part of a change id that stands for its repository. No two repositories share one: `~` is in no repository name, and
 * it needs no escaping in an address.
 */
export function repositorySlug(repository: string): string {
  return repository.replaceAll('/', '~');
}

function quoted(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
}
