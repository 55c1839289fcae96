import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { checkBranch } from './address';
import type { Git } from './Git';
import { moveObjects } from './moveObjects';
import { readBranch } from './readRepository';
import type { Remote } from './Remote';

/**
 * A bare repository on this disk, used where it is: its objects are read in place, and a commit gets there without a
 * server on the other side.
 *
 * @remarks
 * Its settings and hooks stay without effect: objects are read with a git folder of ours. git works on the repository
 * itself only to set a reference, which it does in the same way when it serves a push.
 */
export class DiskRepository {
  readonly #git: Git;
  readonly #path: string;

  private constructor(git: Git, path: string) {
    this.#git = git;
    this.#path = path;
  }

  /** @returns undefined for a repository elsewhere, or one that is not laid out as usual: git itself has to speak to it */
  static async open(
    git: Git,
    remote: Remote,
  ): Promise<DiskRepository | undefined> {
    if (remote.protocol !== 'file') {
      return undefined;
    }
    const path = remote.url.startsWith('/')
      ? remote.url
      : fileURLToPath(remote.url);
    // The files of a repository that is not bare would no longer be those of its branch.
    const usual =
      basename(path) !== '.git' &&
      (await isThere(join(path, 'HEAD'))) &&
      (await isThere(join(path, 'objects'))) &&
      !(await isThere(join(path, 'shallow')));
    return usual ? new DiskRepository(git, path) : undefined;
  }

  /** Folder of its objects. */
  get objects(): string {
    return join(this.#path, 'objects');
  }

  /** @returns the commit of a branch, as {@link readBranch} tells it */
  branch(name: string): Promise<string | undefined> {
    return readBranch(this.#path, name);
  }

  /**
   * Takes objects in and sets a branch, all or nothing.
   *
   * @param push - `objects`: folder of what the commit needs beyond what is here, and of nothing else; `expected`: commit
   *   that the branch must be at, absent: there must be no such branch, or at this very commit
   * @throws FailureError `pushRejected` (transient) where the branch is elsewhere, else `pushFailed`
   */
  async receive(
    push: {
      objects: string;
      branch: string;
      commit: string;
      expected: string | undefined;
    },
    signal: AbortSignal,
  ): Promise<void> {
    const { branch, commit, expected } = push;
    const failure = {
      code: 'pushFailed',
      message: `The branch ${branch} could not be pushed`,
    };
    if ((await this.branch(branch)) === commit) {
      return;
    }
    try {
      await moveObjects(push.objects, this.objects);
    } catch (error) {
      throw new FailureError(
        {
          class: 'transient',
          code: failure.code,
          message: `${failure.message}: ${
            error instanceof Error ? error.message : error
          }`,
        },
        { cause: error },
      );
    }
    const ref = `refs/heads/${checkBranch(branch)}`;
    await this.#git.run({
      args: ['update-ref', '--no-deref', '--stdin'],
      gitDir: this.#path,
      env: { GIT_NO_REPLACE_OBJECTS: '1' },
      input: Buffer.from(
        expected
          ? `update ${ref} ${commit} ${expected}\n`
          : `create ${ref} ${commit}\n`,
      ),
      signal,
      failure,
    });
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
