import { mkdir, realpath, stat, writeFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { LocalRepository } from './LocalRepository';
import { assertRepositoryName, isRepositoryName } from './names';

/** Not a name of a repository, since those start with a letter or a digit. */
const EMPTY_GIT_DIRECTORY = '.empty-git-directory';

/** The bare repositories below one folder: `payments-api` is `payments-api.git` in it. */
export class LocalRepositories {
  readonly #directory: string;
  #emptyGitDirectory?: Promise<string>;

  constructor(directory: string) {
    this.#directory = resolve(directory);
  }

  /**
   * @throws FailureError permanent `repositoryNotFound`, also where a symbolic link leads out of the folder;
   * permanent `invalidRepositoryName`
   */
  async open(name: string): Promise<LocalRepository> {
    assertRepositoryName(name);
    const path = await this.#locate(`${name}.git`);
    if (!path) {
      throw new FailureError({
        class: 'permanent',
        code: 'repositoryNotFound',
        message: `There is no repository ${name} on the local code host: make it with git init --bare, or correct the annotation of the entity`,
      });
    }
    return new LocalRepository(path, await this.#emptyDirectory());
  }

  /**
   * The name of the repository at an absolute path or `file:` address, with or without `.git` at its end.
   *
   * @returns undefined where there is none, or where it is not in the folder
   */
  async nameAt(address: string): Promise<string | undefined> {
    const path = pathOf(address)?.replace(/(\.git)?\/*$/, '.git');
    const real = path && (await realpath(path).catch(() => undefined));
    const root = await realpath(this.#directory);
    if (!real?.startsWith(root + sep) || !real.endsWith('.git')) {
      return undefined;
    }
    const name = real.slice(root.length + 1, -'.git'.length);
    return isRepositoryName(name) ? name : undefined;
  }

  async #locate(relative: string): Promise<string | undefined> {
    try {
      const [root, path] = await Promise.all([
        realpath(this.#directory),
        realpath(join(this.#directory, relative)),
      ]);
      const isBare = (await stat(join(path, 'HEAD'))).isFile();
      return isBare && path.startsWith(root + sep) ? path : undefined;
    } catch {
      return undefined;
    }
  }

  /** Just enough of a git directory for git to accept it; see the remarks of {@link LocalRepository}. */
  #emptyDirectory(): Promise<string> {
    this.#emptyGitDirectory ??= this.#makeEmptyDirectory().catch(error => {
      this.#emptyGitDirectory = undefined;
      throw error;
    });
    return this.#emptyGitDirectory;
  }

  async #makeEmptyDirectory(): Promise<string> {
    const path = join(this.#directory, EMPTY_GIT_DIRECTORY);
    await mkdir(join(path, 'objects'), { recursive: true });
    await mkdir(join(path, 'refs'), { recursive: true });
    await writeFile(join(path, 'HEAD'), 'ref: refs/heads/none\n');
    await writeFile(
      join(path, 'config'),
      '[core]\n\trepositoryformatversion = 0\n\tbare = true\n',
    );
    return path;
  }
}

function pathOf(address: string): string | undefined {
  if (address.includes('\0')) {
    return undefined;
  }
  if (address.startsWith('/')) {
    return address;
  }
  try {
    return address.startsWith('file:///') ? fileURLToPath(address) : undefined;
  } catch {
    return undefined;
  }
}
