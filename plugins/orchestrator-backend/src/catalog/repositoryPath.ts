/**
 * Brings a path inside a repository into the one form that a target carries: POSIX, without `.`, without a slash at
 * either end; the root is `undefined`.
 *
 * @returns `{ invalid: true }` for a path that is absolute, leads out of the repository or into git's own folder
 */
export function normalizeRepositoryPath(
  text: string,
): { invalid: true } | { invalid: false; path?: string } {
  // Tested before it is taken apart, since a leading slash is an absolute path and not an empty part.
  if (text.startsWith('/') || /[\\\0\r\n]/.test(text)) {
    return { invalid: true };
  }
  const segments = text
    .split('/')
    .filter(segment => segment !== '' && segment !== '.');
  const leadsOut = segments.some(
    segment => segment === '..' || segment.toLowerCase() === '.git',
  );
  if (leadsOut) {
    return { invalid: true };
  }
  return { invalid: false, path: segments.join('/') || undefined };
}
