import { Minimatch } from 'minimatch';

/** A glob such as `{1..100000}` would be spelled out in memory. */
const MAX_BRACE_EXPANSIONS = 1_000;

/**
 * Makes a test for the paths of targets. `services/payments` and `services/payments/**` both take the module at
 * `services/payments`; the root of a repository is `.`, and `**` takes it, too.
 *
 * @param globs - Relative; none take everything
 */
export function pathFilter(
  globs: readonly string[],
): (path: string | undefined) => boolean {
  if (globs.length === 0) {
    return () => true;
  }
  const matchers = globs.map(
    glob =>
      new Minimatch(
        glob.replace(/^(\.\/)+(?=.)/, '').replace(/(?<=.)\/+$/, ''),
        {
          dot: true,
          nonegate: true,
          nocomment: true,
          braceExpandMax: MAX_BRACE_EXPANSIONS,
        },
      ),
  );
  return path => {
    const forms = path === undefined ? ['.', ''] : [path, `${path}/`];
    return matchers.some(matcher => forms.some(form => matcher.match(form)));
  };
}
