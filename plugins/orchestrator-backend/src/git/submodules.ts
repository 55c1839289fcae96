import { readdir, realpath } from 'node:fs/promises';
import { basename, sep } from 'node:path';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { CheckoutGit } from './revertCommit';

/** A repository that another one has in one of its folders, at a commit of its own. */
export interface Submodule {
  /** From the root of the repository that has it. */
  path: string;
  commit: string;
  /** As `.gitmodules` has it: untrusted, and only good to be looked up on a code host. */
  url: string;
}

const MODULES = '.gitmodules';
const LISTING = {
  code: 'cloneFailed',
  message: 'The submodules could not be listed',
};

/**
 * The submodules of a repository, as its index and its `.gitmodules` have them.
 *
 * @remarks Of what `.gitmodules` says, only path and address count: no name, command, or branch.
 * @throws FailureError `submoduleUnknown` where `.gitmodules` is no file, or doesn't say where a submodule comes from
 */
export async function listSubmodules(
  git: CheckoutGit,
  commit: string,
): Promise<Submodule[]> {
  const { stdout } = await git(['ls-files', '--stage', '-z'], LISTING);
  const entries = stdout
    .toString('utf8')
    .split('\0')
    .filter(Boolean)
    .map(readEntry);
  const links = entries.filter(({ mode }) => mode === '160000');
  if (links.length === 0) {
    return [];
  }
  const modules = entries.find(({ path }) => path === MODULES);
  const urls = modules?.mode.startsWith('100')
    ? await readUrls(git, commit)
    : new Map<string, string>();
  return links.map(({ path, id }) => {
    const url = urls.get(path);
    if (url === undefined) {
      throw new FailureError({
        class: 'permanent',
        code: 'submoduleUnknown',
        message: `The repository has a submodule in ${path}, but ${MODULES} does not say where it comes from`,
      });
    }
    return { path, commit: id, url };
  });
}

/**
 * The address of a submodule, which may be relative to that of the repository that has it. Rule: git's `git submodule
 * add`.
 */
export function resolveSubmoduleUrl(base: string, url: string): string {
  let place = base.replace(/\/+$/, '');
  let rest = url;
  let separator = '/';
  while (/^\.\.?\//.test(rest)) {
    if (rest.startsWith('../')) {
      separator = !place.includes('/') && place.includes(':') ? ':' : '/';
      place = place.slice(0, Math.max(0, place.lastIndexOf(separator)));
    }
    rest = rest.slice(rest.indexOf('/') + 1);
  }
  return rest === url ? url : `${place}${separator}${rest}`;
}

/**
 * Makes sure that files can be put into the folder of a submodule: that it is where it seems to be, and empty.
 *
 * @param folder - absolute
 * @param root - folder of the files of the repository that has the submodule; absolute, without links
 * @throws FailureError `submoduleUnsafe`
 */
export async function mustBeEmptyFolder(
  folder: string,
  root: string,
): Promise<void> {
  const isThere =
    folder.startsWith(root + sep) &&
    (await realpath(folder).catch(() => undefined)) === folder;
  const names = isThere ? await readdir(folder).catch(() => undefined) : [];
  if (!isThere || names?.length !== 0) {
    throw new FailureError({
      class: 'permanent',
      code: 'submoduleUnsafe',
      message: `The folder ${basename(
        folder,
      )} of a submodule is not an empty folder of the checkout`,
    });
  }
}

function readEntry(entry: string): { mode: string; id: string; path: string } {
  const [mode, id] = entry.split(' ');
  return { mode, id, path: entry.slice(entry.indexOf('\t') + 1) };
}

/** Addresses by path. */
async function readUrls(
  git: CheckoutGit,
  commit: string,
): Promise<Map<string, string>> {
  const { stdout } = await git(
    [
      'config',
      '--no-includes',
      `--blob=${commit}:${MODULES}`,
      '--null',
      '--list',
    ],
    LISTING,
  );
  const modules = new Map<string, { path?: string; url?: string }>();
  for (const line of stdout.toString('utf8').split('\0')) {
    const [, name, field, value] =
      line.match(/^submodule\.(.*)\.(path|url)\n(.*)$/s) ?? [];
    if (name !== undefined) {
      modules.set(name, { ...modules.get(name), [field]: value });
    }
  }
  return new Map(
    [...modules.values()].flatMap(({ path, url }): [string, string][] =>
      path !== undefined && url !== undefined ? [[path, url]] : [],
    ),
  );
}
