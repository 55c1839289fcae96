import { InputError } from '@backstage/errors';

const LONGEST = 250;
/** What git forbids in the name of a branch or a tag, and what may be a part of an address already. Rule: git check-ref-format. */
const FORBIDDEN =
  // eslint-disable-next-line no-control-regex
  /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[/.-]|[/.]$|\/\.|\.lock(\/|$)|%/;

/**
 * Refuses what is no branch, tag or commit, before it becomes a part of an address.
 *
 * @returns the same text
 * @throws InputError
 */
export function checkRef(ref: string): string {
  if (ref === '' || ref.length > LONGEST || FORBIDDEN.test(ref)) {
    throw new InputError(
      `ref: found ${JSON.stringify(
        ref.slice(0, LONGEST),
      )}, accepted is a branch, a tag or a commit such as main or v1.2.0`,
    );
  }
  return ref;
}
