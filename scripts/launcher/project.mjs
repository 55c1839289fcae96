import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. All commands run from here, so that relative paths in app-config.yaml hold. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Node, Yarn and the logs of long steps; ignored by git, can be deleted at any time. */
export const TOOLS_FOLDER = join(ROOT, '.tools');

/** All data of the portal; without it the portal starts afresh. ORCHESTRATOR_DATA moves it elsewhere. */
export const dataFolder = (env = process.env) =>
  env.ORCHESTRATOR_DATA
    ? join(ROOT, relative(ROOT, env.ORCHESTRATOR_DATA))
    : join(ROOT, '.data');

/** A path as a person at the root would type it. */
export const shortPath = path => relative(ROOT, path) || '.';
