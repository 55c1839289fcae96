import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** Neither built nor part of what is built. */
const SKIPPED_FOLDERS = new Set([
  'node_modules',
  'dist',
  'dist-types',
  'coverage',
]);

/**
 * A digest of files by their path and content, so that a step is done again when one changed, came or went.
 *
 * @param {string} root what the paths are relative to
 * @param {string[]} paths files and folders; a missing one counts as absent
 * @param {{ skip?: (path: string) => boolean, salt?: string }} options what else the step depends on
 */
export async function digestOf(
  root,
  paths,
  { skip = () => false, salt = '' } = {},
) {
  const hash = createHash('sha256').update(salt);
  const files = (
    await Promise.all(paths.map(path => listFiles(join(root, path))))
  )
    .flat()
    .filter(file => !skip(file))
    .sort();
  for (const file of files) {
    const name = relative(root, file).split('\\').join('/');
    hash.update(`\0${name}\0`).update(await readFile(file));
  }
  return hash.digest('hex');
}

/** Whether the step that left this stamp did what this digest asks for. */
export async function isStamped(stampFile, digest) {
  return (await readFile(stampFile, 'utf8').catch(() => '')).trim() === digest;
}

/** Leaves the stamp, once the step is done. */
export async function writeStamp(stampFile, digest) {
  await mkdir(dirname(stampFile), { recursive: true });
  await writeFile(stampFile, `${digest}\n`);
}

async function listFiles(path) {
  let entries;
  try {
    entries = await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  const nested = await Promise.all(
    entries.map(entry => {
      const child = join(path, entry.name);
      if (entry.isDirectory()) {
        return SKIPPED_FOLDERS.has(entry.name) ? [] : listFiles(child);
      }
      return entry.isFile() ? [child] : [];
    }),
  );
  return nested.flat();
}
