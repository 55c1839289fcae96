import { realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import {
  FailureError,
  type CodeHost,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import {
  resolveSubmoduleUrl,
  type Checkout,
  type GitWorkspaces,
  type Submodule,
} from '../git';

/** Submodules in submodules beyond this are no source code that a person keeps. */
const DEEPEST = 5;
const MOST_SUBMODULES = 100;
const FILES_NAMED = 10;

/** With what submodules are checked out. */
export interface SubmoduleTools {
  /** The code host of the target: only its repositories are taken. */
  host: CodeHost;
  git: GitWorkspaces;
  signal: AbortSignal;
}

/** A submodule whose files are in those of a checkout. */
export interface CheckedOutSubmodule {
  /** From the root of the whole checkout. */
  path: string;
  checkout: Checkout;
}

/**
 * Checks the submodules of a checkout out, and theirs, each after the one that it is in.
 *
 * @remarks
 * What `.gitmodules` says is never given to git: the code host of the target says which of its own repositories an
 * address means, and how that is reached. All others are refused.
 * @param url - address of the repository that the checkout is of
 * @throws FailureError `submoduleNotAllowed`, `submodulesTooMany`, or as git's checkout
 */
export async function checkOutSubmodules(
  tools: SubmoduleTools,
  checkout: Checkout,
  url: string,
): Promise<CheckedOutSubmodule[]> {
  const found: CheckedOutSubmodule[] = [];
  const waiting = [{ parent: checkout, url, depth: 1 }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    for (const submodule of await next.parent.submodules(tools.signal)) {
      const path = relative(
        checkout.root,
        join(next.parent.root, submodule.path),
      );
      if (next.depth > DEEPEST || found.length >= MOST_SUBMODULES) {
        throw permanent(
          'submodulesTooMany',
          `The submodule ${path} is one too many: at most ${MOST_SUBMODULES} are checked out, at most ${DEEPEST} of them in one another`,
        );
      }
      const { access, fetched } = await fetchSubmodule(
        tools,
        submodule,
        next.url,
        path,
      );
      const inner = await fetched.checkOutInto(
        next.parent,
        submodule,
        tools.signal,
      );
      found.push({ path, checkout: inner });
      waiting.push({ parent: inner, url: access.url, depth: next.depth + 1 });
    }
  }
  return found;
}

/**
 * Makes sure that nobody changed the files of submodules: their change belongs into their own repository.
 *
 * @param submodules - each after the one that it is in
 * @throws FailureError `submoduleChanged`, which names files
 */
export async function mustBeUntouched(
  submodules: readonly CheckedOutSubmodule[],
  signal: AbortSignal,
): Promise<void> {
  for (const { path, checkout } of submodules) {
    // A command may have put a link in its place: what is behind it is nothing to look at.
    const real = await realpath(checkout.root).catch(() => undefined);
    if (real !== checkout.root) {
      throw submoduleChanged(path, [path]);
    }
    const diff = await checkout.diff(signal);
    if (diff) {
      throw submoduleChanged(
        path,
        diff.files.map(file => join(path, file.path)),
      );
    }
  }
}

async function fetchSubmodule(
  { host, git, signal }: SubmoduleTools,
  submodule: Submodule,
  parentUrl: string,
  path: string,
) {
  const address = resolveSubmoduleUrl(parentUrl, submodule.url);
  const repository = await host.repositoryAt?.(address);
  if (!repository) {
    throw permanent(
      'submoduleNotAllowed',
      `The submodule ${path} is at ${submodule.url}, which is no repository of the code host ${host.type}: set "submodules: false" to leave submodules alone`,
    );
  }
  const access = await host.access(repository);
  const fetched = await git.fetch(repository, access, signal);
  return { access, fetched };
}

function submoduleChanged(path: string, files: string[]): FailureError {
  const names = files.slice(0, FILES_NAMED).join(', ');
  return permanent(
    'submoduleChanged',
    `The steps changed files of the submodule ${path}: ${names}${
      files.length > FILES_NAMED ? ', …' : ''
    }. Change them in its own repository, or leave them out of the steps`,
  );
}

function permanent(code: string, message: string): FailureError {
  return new FailureError({ class: 'permanent', code, message });
}
