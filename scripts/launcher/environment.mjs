import { delimiter } from 'node:path';

/**
 * What of npm's own settings is kept: where to fetch from and how. `npm run` exports all of npm's settings to
 * its scripts, and others (a prefix, `omit`, `ignore_scripts`, `dry_run`, …) would change what a nested
 * npm, Yarn or node-gyp does.
 */
const KEPT_NPM_SETTINGS = new Set(
  [
    ...['cache', 'userconfig', 'globalconfig', 'registry', 'python'],
    ...['ca', 'cafile', 'cert', 'key', 'strict_ssl'],
    ...['proxy', 'https_proxy', 'noproxy'],
  ].map(setting => `npm_config_${setting}`),
);

/**
 * The environment for everything that the launcher starts.
 *
 * @param {NodeJS.ProcessEnv} env what the launcher itself was started with
 * @param {{ path: string[], headers?: string, keepHeaders?: boolean }} tools folders to put first on the PATH, and
 *   the folder with Node's headers
 */
export function toolEnvironment(env, tools) {
  const kept = Object.entries(env).filter(
    ([name]) =>
      name !== 'NODE' &&
      name !== 'INIT_CWD' &&
      (!name.startsWith('npm_') ||
        KEPT_NPM_SETTINGS.has(name) ||
        (tools.keepHeaders && name === 'npm_config_nodedir')),
  );
  const result = Object.fromEntries(kept);
  // Windows spells it `Path`, and takes a second spelling for another variable.
  const pathName =
    Object.keys(result).find(name => name.toUpperCase() === 'PATH') ?? 'PATH';
  result[pathName] = [...tools.path, result[pathName]]
    .filter(Boolean)
    .join(delimiter);
  if (tools.headers) {
    result.npm_config_nodedir = tools.headers;
  }
  return result;
}
