import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** At least this much of the plugins' lines and branches is covered, in percent. */
const PLUGINS = { lines: 80, branches: 80 };

/** The same for the pure decisions: they have no excuse. */
const DECISIONS = { lines: 95, branches: 95 };

const COMMON = 'plugins/orchestrator-common/src';

/** What in the common package decides nothing: shapes, and the client of the HTTP API. */
const NOT_DECISIONS = new Set([
  'api',
  'events',
  'model',
  'permissions',
  'search',
]);

/**
 * Jest's thresholds, by folder. Jest refuses a folder without files, so only those that exist are named.
 *
 * @param {string} root the repository's root
 */
export function coverageThresholds(root) {
  const common = join(root, COMMON);
  const decisions = existsSync(common)
    ? readdirSync(common, { withFileTypes: true })
        .filter(entry => entry.isDirectory() && !NOT_DECISIONS.has(entry.name))
        .filter(entry => hasSources(join(common, entry.name)))
        .map(entry => [`./${COMMON}/${entry.name}/`, DECISIONS])
    : [];
  return { './plugins/': PLUGINS, ...Object.fromEntries(decisions) };
}

function hasSources(folder) {
  return readdirSync(folder, { withFileTypes: true }).some(entry =>
    entry.isDirectory()
      ? hasSources(join(folder, entry.name))
      : /\.tsx?$/.test(entry.name) && !/(\.test\.|^index\.)/.test(entry.name),
  );
}
