import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkBranch } from './address';
import type { Git, GitCall } from './Git';
import { readDiff, type CheckoutDiff } from './CheckoutDiff';
import { refuseFilledSubmodules } from './embeddedRepositories';
import {
  applyPatch,
  listDiff,
  readCommit,
  TAKE_IN,
  WRITE_TREE,
} from './indexCommands';
import { hasPacks } from './moveObjects';
import { objectIdOf } from './objectId';
import type { ObjectSource } from './ObjectSource';
import { REMOTE, speakingTo, type Remote } from './Remote';
import { revertCommit, type CheckoutGit } from './revertCommit';
import { listSubmodules, type Submodule } from './submodules';
import { writeCommit, type CommitRequest } from './writeCommit';
import { writeRepository } from './writeRepository';

/** What a checkout is made of. */
export interface CheckoutOptions {
  git: Git;
  remote: Remote;
  source: ObjectSource;
  /** Where to make it; absolute, without links, not there yet. */
  folder: string;
  /** Whether the files are wanted, or the index alone, in which a patch can be applied. */
  files: boolean;
  /** An empty folder for the files; absent: one in `folder`. */
  root?: string;
}

/**
 * A repository at one commit, for one attempt: its files, or only git's index of them.
 *
 * @remarks
 * The files are in `root`; git's own folder is outside it, so that nothing that runs in the checkout can reach it. New
 * objects go into that folder, never to where those of the base are, and vanish with it.
 */
export class Checkout {
  /** Folder with the files; absolute, without links. Absent where only the index was asked for. */
  readonly root: string;
  /** Folder around it, for private files of the attempt. */
  readonly folder: string;
  readonly baseCommit: string;
  readonly baseBranch: string;
  readonly #git: Git;
  readonly #remote: Remote;
  readonly #source: ObjectSource;
  readonly #hasFiles: boolean;
  #commandsRan = true;
  /** Whether there are new objects that are no part of the change, such as what a step made and a later one removed. */
  #hasOtherObjects = false;

  private constructor(options: CheckoutOptions) {
    this.#git = options.git;
    this.#remote = options.remote;
    this.#source = options.source;
    this.#hasFiles = options.files;
    this.folder = options.folder;
    this.root = options.root ?? join(options.folder, 'tree');
    this.baseCommit = options.source.baseCommit;
    this.baseBranch = options.remote.defaultBranch;
  }

  /** @throws FailureError, e.g. `repositoryUnsafe` where git refuses the name of a file */
  static async open(
    options: CheckoutOptions,
    signal: AbortSignal,
  ): Promise<Checkout> {
    const checkout = new Checkout(options);
    try {
      await checkout.#fill(signal);
      return checkout;
    } catch (error) {
      await checkout.remove();
      throw error;
    }
  }

  /** The submodules of the base. Their folders are empty until they are checked out. */
  submodules(signal: AbortSignal): Promise<Submodule[]> {
    return listSubmodules(this.#inCheckout(signal), this.baseCommit);
  }

  async #fill(signal: AbortSignal): Promise<void> {
    const { objects, gitDir, env, partial } = this.#source;
    await Promise.all([
      this.#hasFiles && mkdir(this.root, { recursive: true }),
      writeRepository(this.#gitDir, {
        bare: false,
        partial,
        alternates: objects,
        head: this.baseCommit,
      }),
    ]);
    if (this.#hasFiles) {
      // In the source's folder, so that contents that come now are there for the next checkout, too.
      await this.#git.run({
        ...this.#call(signal),
        ...readCommit(this.baseCommit, true),
        ...speakingTo(this.#remote),
        gitDir,
        env: {
          ...this.#remote.env,
          ...env,
          GIT_INDEX_FILE: join(this.#gitDir, 'index'),
        },
      });
    }
  }

  /** Says that no program has run in the files: then no repository can have been put into a submodule's folder. */
  onlyEdited(): void {
    this.#commandsRan = false;
  }

  /**
   * Takes all files in as they are now and returns the tree that they make.
   *
   * @throws FailureError `embeddedRepository` where a submodule's folder was filled
   */
  async tree(signal: AbortSignal): Promise<string> {
    await this.#mayTakeIn(signal);
    const stdout = await this.#git.runAll(
      [TAKE_IN, WRITE_TREE],
      this.#call(signal),
    );
    return objectIdOf(stdout);
  }

  /**
   * What has changed against the base.
   *
   * @returns undefined where nothing has
   * @throws FailureError `embeddedRepository` where the change contains another repository
   */
  async diff(signal: AbortSignal): Promise<CheckoutDiff | undefined> {
    await this.#mayTakeIn(signal);
    return readDiff(
      await this.#git.runAll(
        [TAKE_IN, WRITE_TREE, listDiff(this.baseCommit)],
        this.#call(signal),
      ),
    );
  }

  /**
   * Applies a stored patch.
   *
   * @returns the tree that results
   * @throws FailureError `patchFailed`
   */
  async applyPatch(patch: Uint8Array, signal: AbortSignal): Promise<string> {
    const stdout = await this.#git.runAll(
      [
        ...(this.#hasFiles ? [] : [readCommit(this.baseCommit, false)]),
        applyPatch(this.#hasFiles),
        WRITE_TREE,
      ],
      { ...this.#call(signal), input: patch },
    );
    return objectIdOf(stdout);
  }

  /** Writes a commit on the base; nothing points to it yet. Returns its id. */
  async commit(request: CommitRequest, signal: AbortSignal): Promise<string> {
    const { stdout } = await this.#git.run({
      ...this.#call(signal),
      ...writeCommit(request, this.baseCommit),
    });
    return objectIdOf(stdout);
  }

  /**
   * Gives a commit to the code host as a branch.
   *
   * @param expected - commit that the branch must be at; absent: there must be no such branch, or at this very commit
   * @throws FailureError `pushRejected` (transient) where the branch is elsewhere
   */
  async push(
    branch: string,
    commit: string,
    expected: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const ref = `refs/heads/${checkBranch(branch)}`;
    const { disk } = this.#source;
    const objects = join(this.#gitDir, 'objects');
    if (disk && !this.#hasOtherObjects && !(await hasPacks(objects))) {
      await disk.receive({ objects, branch, commit, expected }, signal);
      return;
    }
    await this.#git.run({
      ...this.#call(signal),
      ...speakingTo(this.#remote),
      args: [
        'push',
        '--quiet',
        '--no-verify',
        '--no-follow-tags',
        `--force-with-lease=${ref}:${expected ?? ''}`,
        REMOTE,
        `${commit}:${ref}`,
      ],
      failure: {
        code: 'pushFailed',
        message: `The branch ${branch} could not be pushed`,
      },
    });
  }

  /**
   * Takes a commit of the base branch back in the files.
   *
   * @returns the tree that results, undefined where it makes no difference
   * @throws FailureError `mergeCommitMissing` or `revertConflict`, which names the files
   */
  async revert(
    commit: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    this.#mustHaveFiles();
    this.#hasOtherObjects = true;
    await revertCommit(
      this.#inCheckout(signal, speakingTo(this.#remote)),
      commit,
      this.baseBranch,
    );
    const { exitCode } = await this.#git.run({
      ...this.#call(signal),
      args: [
        'diff-index',
        '--cached',
        '--quiet',
        '--ignore-submodules=none',
        this.baseCommit,
      ],
      failure: {
        code: 'revertFailed',
        message: 'What the revert changes could not be read',
      },
      accept: [0, 1],
    });
    if (exitCode === 0) {
      return undefined;
    }
    const { stdout } = await this.#git.run({
      ...this.#call(signal),
      ...WRITE_TREE,
    });
    return objectIdOf(stdout);
  }

  /** Removes the files. What can't be removed now goes at the next start. */
  async remove(): Promise<void> {
    await rm(this.folder, {
      recursive: true,
      force: true,
      maxRetries: 2,
    }).catch(() => undefined);
  }

  get #gitDir(): string {
    return join(this.folder, 'git');
  }

  async #mayTakeIn(signal: AbortSignal): Promise<void> {
    this.#mustHaveFiles();
    this.#hasOtherObjects = true;
    if (this.#commandsRan) {
      await refuseFilledSubmodules(this.#inCheckout(signal), this.root);
    }
  }

  /** Without them, git would take all files for deleted. */
  #mustHaveFiles(): void {
    if (!this.#hasFiles) {
      throw new Error('This checkout was opened without files');
    }
  }

  #inCheckout(signal: AbortSignal, more: Partial<GitCall> = {}): CheckoutGit {
    return (args, failure, accept) =>
      this.#git.run({ ...this.#call(signal), ...more, args, failure, accept });
  }

  #call(signal: AbortSignal): Pick<GitCall, 'gitDir' | 'workTree' | 'signal'> {
    return {
      gitDir: this.#gitDir,
      workTree: this.#hasFiles ? this.root : this.folder,
      signal,
    };
  }
}
