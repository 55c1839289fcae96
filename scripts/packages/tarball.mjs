import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Folders and files of a package that only its tests or its developers use. */
const NOT_PUBLISHED =
  /\.test\.|\.spec\.|(^|\/)(__testUtils__|__fixtures__|testing|setupTests)\b|^src\/|tsconfig/;

/**
 * What is wrong with a packed package: a file that its package.json promises and that isn't in it, a file that
 * belongs to tests, a dependency that only this repository can resolve.
 *
 * @param {string} file the tarball
 * @returns {Promise<string[]>} sentences; none where all is well
 */
export async function tarballProblems(file) {
  const tar = async (...args) =>
    (await run('tar', args, { maxBuffer: MAX_OUTPUT_BYTES })).stdout;
  const names = (await tar('-tzf', file))
    .split('\n')
    .filter(Boolean)
    .map(name => name.replace(/^package\//, ''));
  const manifest = JSON.parse(await tar('-xzOf', file, 'package/package.json'));
  return contentProblems(names, manifest).map(
    problem => `${basename(file)}: ${problem}`,
  );
}

/**
 * The same of names and a manifest.
 *
 * @param {string[]} names of files, relative to the package
 * @param {object} manifest the package.json as it was packed
 */
export function contentProblems(names, manifest) {
  const present = new Set(names);
  return [
    ...promisedFiles(manifest)
      .filter(path => !present.has(path))
      .map(path => `${path} is named by package.json, and isn't packed`),
    ...names
      .filter(name => NOT_PUBLISHED.test(name))
      .map(name => `${name} belongs to the tests or the sources`),
    ...Object.entries({
      ...manifest.dependencies,
      ...manifest.peerDependencies,
    })
      .filter(([, range]) => /^(workspace|link|file|portal):/.test(range))
      .map(([name, range]) => `${name}@${range} can't be resolved elsewhere`),
  ];
}

/** Every file that an importer is led to. */
function promisedFiles(manifest) {
  const { main, module, types, configSchema } = manifest;
  const paths = [
    ...[main, module, types],
    ...(typeof configSchema === 'string' ? [configSchema] : []),
    ...leaves(manifest.exports).filter(path => path.startsWith('./')),
    ...leaves(manifest.typesVersions),
  ].filter(Boolean);
  return [...new Set(paths.map(path => path.replace(/^\.\//, '')))];
}

function leaves(value) {
  if (typeof value === 'string') return [value];
  return value && typeof value === 'object'
    ? Object.values(value).flatMap(leaves)
    : [];
}
