import { Minimatch } from 'minimatch';
import { stepFailure } from './stepFailure';

/** Whether a path, relative to the target, is meant. */
export type GlobMatcher = (path: string) => boolean;

const MAX_LENGTH = 300;
const MAX_STARS_PER_SEGMENT = 3;
const MAX_DEEP_STARS = 4;
const MAX_ALTERNATIVES = 200;

/**
 * Makes one matcher of some globs: `*`, `**`, `?`, `[a-z]`, `{a,b}`. Names that begin with a dot are ordinary.
 *
 * @remarks Globs are untrusted: those that would take very long to match are refused, and extended globs mean nothing.
 * @throws FailureError `stepFailed`
 */
export function compileGlobs(globs: string[]): GlobMatcher {
  const matchers = globs.map(compile);
  return path => matchers.some(matcher => matcher.match(path));
}

function compile(glob: string): Minimatch {
  const normal = glob.replace(/^(\.\/)+/, '');
  const segments = normal.split('/');
  const deep = segments.filter(segment => segment === '**').length;
  const crowded = segments.some(
    segment =>
      segment !== '**' &&
      (segment.match(/\*/g)?.length ?? 0) > MAX_STARS_PER_SEGMENT,
  );
  const matcher =
    glob.length > MAX_LENGTH || crowded || deep > MAX_DEEP_STARS
      ? undefined
      : new Minimatch(normal, {
          dot: true,
          noext: true,
          nonegate: true,
          nocomment: true,
          braceExpandMax: MAX_ALTERNATIVES,
        });
  if (!matcher || matcher.set.length >= MAX_ALTERNATIVES) {
    throw stepFailure(
      `The glob ${JSON.stringify(
        glob.slice(0, 100),
      )} is too complex: fewer *, ** and alternatives, please`,
    );
  }
  return matcher;
}
