import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { toolEnvironment } from './environment.mjs';
import {
  chooseNode,
  headersFolder,
  NODE_VERSION,
  nodePackage,
  nodeProgram,
} from './node.mjs';
import { TOOLS_FOLDER } from './project.mjs';
import { runStep, StepError } from './steps.mjs';

/** The Yarn that package.json asks for in `packageManager`. */
const YARN_VERSION = '4.13.0';
const YARN_PACKAGE = '@yarnpkg/cli-dist';

/**
 * The Node and the Yarn that all else runs with; fetches from the npm registry what the machine lacks.
 *
 * @returns {Promise<{ node: string, nodeVersion: string, yarn: string, env: NodeJS.ProcessEnv }>} the paths of both
 *   programs (Yarn's is a script for Node) and the environment to start programs with
 * @throws StepError when a fetch fails, or no Node can be fetched for this machine
 */
export async function prepareToolchain() {
  const current =
    chooseNode({
      version: process.version,
      wish: process.env.ORCHESTRATOR_NODE,
    }) === 'current';
  const yarnFolder = await fetchPackage(YARN_PACKAGE, YARN_VERSION, 'Yarn');
  const node = current
    ? process.execPath
    : nodeProgram(await fetchNode(), process.platform);
  return {
    node,
    nodeVersion: current ? process.version : `v${NODE_VERSION}`,
    yarn: join(yarnFolder, 'bin', 'yarn.js'),
    env: toolEnvironment(process.env, {
      path: [dirname(node)],
      headers: headersFolder(node),
      keepHeaders: current,
    }),
  };
}

async function fetchNode() {
  const name = nodePackage(process.platform, process.arch);
  if (!name) {
    throw new StepError(
      `Node ${process.versions.node} does not run the portal, and there is no Node 22 to fetch for ` +
        `${process.platform} on ${process.arch}. Install Node 22 (22.12 or later) and start again.`,
    );
  }
  return fetchPackage(name, NODE_VERSION, 'Node');
}

/**
 * Fetches one package with the user's own npm (so with their registry and proxy). The folder gets its name
 * when it is complete, so that an interrupted fetch, or two at a time, leave nothing half done.
 *
 * @returns the package's folder
 */
async function fetchPackage(name, version, label) {
  const home = join(TOOLS_FOLDER, `${basename(name)}-${version}`);
  const folder = join(home, 'node_modules', ...name.split('/'));
  if (existsSync(join(folder, 'package.json'))) {
    return folder;
  }
  const incoming = `${home}.${process.pid}`;
  await mkdir(incoming, { recursive: true });
  await writeFile(join(incoming, 'package.json'), '{ "private": true }\n');
  try {
    const npm = npmCommand();
    await runStep({
      title: `Fetching ${label} ${version}`,
      log: `fetch-${label.toLocaleLowerCase('en-US')}`,
      ...npm,
      args: [
        ...npm.args,
        ...['install', '--prefix', incoming, `${name}@${version}`],
        ...['--no-save', '--no-package-lock', '--ignore-scripts'],
        ...['--no-audit', '--no-fund'],
      ],
      cwd: incoming,
      env: toolEnvironment(process.env, { path: [] }),
    });
    await rename(incoming, home).catch(error => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
  return folder;
}

/** The npm that started the launcher, or the one on the PATH when it was started by hand. */
function npmCommand() {
  const script = process.env.npm_execpath;
  if (script && basename(script) === 'npm-cli.js') {
    return { command: process.execPath, args: [script] };
  }
  // On Windows npm is a batch file, which only a shell starts.
  return { command: 'npm', args: [], shell: process.platform === 'win32' };
}
