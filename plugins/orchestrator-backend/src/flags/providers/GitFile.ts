import { readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Clock } from '../../clock';
import type { Checkout, CommitIdentity, GitWorkspaces } from '../../git';
import { flagFailure } from './flagFailure';

/** Tries of a push where others push at the same time. */
const MAX_TRIES = 5;
const MAX_FILE_BYTES = 4 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/** Where a file is. */
export interface GitFilePlace {
  /** Names the repository in messages. */
  name: string;
  repository: string;
  branch: string;
  path: string;
  token?: string;
}

/** One file of a branch of a git repository, read and written by commits. */
export class GitFile {
  readonly #place: GitFilePlace;
  readonly #workspaces: () => Promise<GitWorkspaces>;
  readonly #identity: CommitIdentity;
  readonly #clock: Clock;

  constructor(options: {
    place: GitFilePlace;
    workspaces: () => Promise<GitWorkspaces>;
    identity: CommitIdentity;
    clock: Clock;
  }) {
    this.#place = options.place;
    this.#workspaces = options.workspaces;
    this.#identity = options.identity;
    this.#clock = options.clock;
  }

  /** @throws FailureError */
  read(): Promise<string> {
    return this.#inCheckout(checkout => this.#readIn(checkout));
  }

  /**
   * Changes the file with one commit on the branch; nothing is committed where nothing changes. Where somebody else has
   * pushed meanwhile, it is done again on theirs.
   *
   * @throws FailureError; whatever `change` throws
   */
  async edit(message: string, change: (text: string) => string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#inCheckout((checkout, signal) =>
          this.#editIn(checkout, message, change, signal),
        );
        return;
      } catch (error) {
        const isOvertaken =
          error instanceof FailureError &&
          error.failure.code === 'pushRejected';
        if (!isOvertaken || attempt >= MAX_TRIES) {
          throw error;
        }
      }
    }
  }

  async #editIn(
    checkout: Checkout,
    message: string,
    change: (text: string) => string,
    signal: AbortSignal,
  ): Promise<void> {
    const before = await this.#readIn(checkout);
    const after = change(before);
    if (after === before) {
      return;
    }
    await writeFile(join(checkout.root, this.#place.path), after);
    checkout.onlyEdited();
    const commit = await checkout.commit(
      {
        tree: await checkout.tree(signal),
        message,
        identity: this.#identity,
        date: this.#clock.now(),
      },
      signal,
    );
    await checkout.push(
      this.#place.branch,
      commit,
      checkout.baseCommit,
      signal,
    );
  }

  async #readIn(checkout: Checkout): Promise<string> {
    const { name, path } = this.#place;
    const file = join(checkout.root, path);
    const real = await realpath(file).catch(() => undefined);
    if (real === undefined) {
      throw flagFailure(
        'permanent',
        'fileMissing',
        `${name}: the repository has no file ${path}`,
      );
    }
    // A link in the repository must not lead to a file of this machine.
    const found = await stat(real);
    if (!real.startsWith(`${checkout.root}${sep}`) || !found.isFile()) {
      throw flagFailure(
        'permanent',
        'fileUnsafe',
        `${name}: ${path} is no file inside the repository`,
      );
    }
    if (found.size > MAX_FILE_BYTES) {
      throw flagFailure(
        'permanent',
        'fileTooLarge',
        `${name}: ${path} has ${found.size} bytes, accepted are at most ${MAX_FILE_BYTES}`,
      );
    }
    return readFile(real, 'utf8');
  }

  async #inCheckout<T>(
    work: (checkout: Checkout, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const { name, repository, branch, token } = this.#place;
    const workspaces = await this.#workspaces();
    const fetched = await workspaces.fetch(
      { host: 'flags', name },
      {
        url: repository,
        defaultBranch: branch,
        archived: false,
        env: token === undefined ? {} : credentials(repository, token),
      },
      signal,
    );
    const checkout = await fetched.checkOut(signal);
    try {
      return await work(checkout, signal);
    } finally {
      await checkout.remove();
    }
  }
}

/** For this address alone, and in no argument that others on the machine could see. */
function credentials(url: string, token: string): Record<string, string> {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${url}.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
}
