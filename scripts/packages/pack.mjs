import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, shortPath } from '../launcher/project.mjs';
import { runStep, say, StepError } from '../launcher/steps.mjs';
import { workspaceManifests } from '../launcher/workspaces.mjs';
import { tarballProblems } from './tarball.mjs';

/** Where the tarballs go; ignored by git. */
export const OUTPUT = join(ROOT, 'dist-packages');

/**
 * `node scripts/launch.mjs pack`: builds the packages of `plugins/` with Backstage's own tooling and packs each as
 * it would be published, into `dist-packages/`.
 *
 * @throws StepError where a step fails, or where a tarball lacks what its package.json promises
 */
export async function pack(tools) {
  const step = (title, log, args, cwd = ROOT) =>
    runStep({
      ...{ title, log, cwd },
      command: tools.node,
      args: [tools.yarn, ...args],
      env: tools.env,
    });
  const folders = await packageFolders();

  await step('Emitting types', 'pack-types', [
    ...['run', '-B', 'tsc', '--project', 'tsconfig.json'],
  ]);
  await rm(OUTPUT, { recursive: true, force: true });
  await mkdir(OUTPUT, { recursive: true });
  for (const folder of folders) {
    const name = folder.split('/').pop();
    await restoreManifest(folder);
    await step(
      `Building ${name}`,
      `pack-build-${name}`,
      ['run', '-B', 'backstage-cli', 'package', 'build'],
      join(ROOT, folder),
    );
  }
  const problems = [];
  for (const folder of folders) {
    problems.push(...(await packOne(step, folder)));
  }
  if (problems.length > 0) {
    throw new StepError(problems.join('\n'));
  }
  return 0;
}

/** The published packages: all of `plugins/`. */
export async function packageFolders() {
  const manifests = await workspaceManifests(ROOT, ['plugins/*']);
  return manifests.map(manifest => manifest.replace(/\/package\.json$/, ''));
}

async function packOne(step, folder) {
  const manifest = await readManifest(folder);
  const file = join(
    OUTPUT,
    `${manifest.name.replace('@', '').replace('/', '-')}-${
      manifest.version
    }.tgz`,
  );
  const name = folder.split('/').pop();
  try {
    await step(
      `Packing ${name}`,
      `pack-${name}`,
      ['pack', '--out', file],
      join(ROOT, folder),
    );
  } finally {
    await restoreManifest(folder);
  }
  say(`  ${shortPath(file)}`);
  return tarballProblems(file);
}

const readManifest = async folder =>
  JSON.parse(await readFile(join(ROOT, folder, 'package.json'), 'utf8'));

/** `backstage-cli package prepack` puts the manifest aside while it packs; a stop in between leaves it there. */
async function restoreManifest(folder) {
  const backup = join(ROOT, folder, 'package.json-prepack');
  if (existsSync(backup)) {
    await rename(backup, join(ROOT, folder, 'package.json'));
  }
}
