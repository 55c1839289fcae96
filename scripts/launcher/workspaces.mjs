import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The manifests of all workspaces, relative to the root, in a stable order.
 *
 * @param {string} root
 * @param {string[]} patterns `workspaces` of the root's package.json: folders, or all folders in one (`plugins/*`)
 */
export async function workspaceManifests(root, patterns) {
  const folders = await Promise.all(
    patterns.map(async pattern => {
      if (!pattern.endsWith('/*')) return [pattern];
      const parent = pattern.slice(0, -2);
      const names = await readdir(join(root, parent)).catch(() => []);
      return names.map(name => `${parent}/${name}`);
    }),
  );
  return folders
    .flat()
    .map(folder => `${folder}/package.json`)
    .filter(manifest => existsSync(join(root, manifest)))
    .sort();
}
