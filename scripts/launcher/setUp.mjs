import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './project.mjs';
import { digestOf, isStamped, writeStamp } from './stamp.mjs';
import { runStep } from './steps.mjs';
import { prepareToolchain } from './toolchain.mjs';
import { workspaceManifests } from './workspaces.mjs';

const INSTALL_STAMP = join(ROOT, 'node_modules', '.orchestrator-install');

/**
 * Node, Yarn and, unless told otherwise, all dependencies. What is there already is not done again.
 *
 * @param {{ install?: boolean }} options
 */
export async function setUp({ install = true } = {}) {
  const tools = await prepareToolchain();
  if (install) {
    await installDependencies(tools);
  }
  return tools;
}

/** Native modules are built for one Node, so its version counts beside the lockfile and the manifests. */
async function installDependencies(tools) {
  const root = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const digest = () =>
    workspaceManifests(ROOT, root.workspaces).then(manifests =>
      digestOf(
        ROOT,
        ['yarn.lock', '.yarnrc.yml', 'package.json', ...manifests],
        {
          salt: `${tools.nodeVersion} ${process.platform}-${process.arch}`,
        },
      ),
    );
  if (
    existsSync(join(ROOT, 'node_modules', '.yarn-state.yml')) &&
    (await isStamped(INSTALL_STAMP, await digest()))
  ) {
    return;
  }
  await runStep({
    title: 'Installing the dependencies (several minutes the first time)',
    log: 'install',
    command: tools.node,
    args: [
      tools.yarn,
      'install',
      // A build server must get what was committed; a developer who edits a manifest wants the lockfile to follow.
      process.env.CI ? '--immutable' : '--no-immutable',
    ],
    env: tools.env,
  });
  await writeStamp(INSTALL_STAMP, await digest());
}
