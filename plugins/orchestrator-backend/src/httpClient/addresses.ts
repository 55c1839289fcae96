/**
 * An address below another one, which may have a path of its own.
 *
 * @param path - without a leading slash, its parts encoded
 */
export function addressBelow(base: string, path: string): URL {
  return new URL(path, base.endsWith('/') ? base : `${base}/`);
}
