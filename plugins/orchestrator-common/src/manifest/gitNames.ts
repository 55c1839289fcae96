/**
 * Whether a text can name a branch, a tag or a commit, and is nothing else to git: no option, range or expression.
 *
 * @remarks Rule: `git check-ref-format`.
 * @public
 */
export function isRefName(text: string): boolean {
  return (
    /^[^-\s~^:?*[\\\p{Cc}][^\s~^:?*[\\\p{Cc}]{0,239}$/u.test(text) &&
    !/\.\.|@\{|^@$/.test(text) &&
    text.split('/').every(part => part !== '' && !/^\.|\.$|\.lock$/.test(part))
  );
}

/**
 * Whether a path leads to a folder of the repository that it is in, and not into git's own.
 *
 * @public
 */
export function staysInside(path: string): boolean {
  return (
    !/^[/-]|[\\\p{Cc}]/u.test(path) &&
    path
      .split('/')
      .every(part => part !== '..' && part.toLowerCase() !== '.git')
  );
}
