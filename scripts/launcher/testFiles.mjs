import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders whose tests belong to another runner, or to nobody. */
const SKIPPED = new Set([
  'node_modules',
  'dist',
  'coverage',
  'portal',
  'templates',
]);

/** In a folder of example repositories the tests are part of the examples' content. */
const isContent = path => /(^|\/)repositories\/[^/]+\//.test(path);

/**
 * The test files of Node's own runner.
 *
 * @param {string} root
 * @param {string[]} folders relative to the root; one that is missing has none
 * @returns {Promise<string[]>} paths relative to the root, sorted
 */
export async function findTestFiles(root, folders) {
  const found = await Promise.all(folders.map(folder => walk(root, folder)));
  return found.flat().sort();
}

async function walk(root, folder) {
  const entries = await readdir(join(root, folder), {
    withFileTypes: true,
  }).catch(() => []);
  const nested = await Promise.all(
    entries.map(async entry => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        return SKIPPED.has(entry.name) ? [] : walk(root, path);
      }
      return /\.test\.(mjs|ts)$/.test(entry.name) && !isContent(path)
        ? [path]
        : [];
    }),
  );
  return nested.flat();
}
