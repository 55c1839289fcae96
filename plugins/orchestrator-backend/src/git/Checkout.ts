import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { checkBranch } from './address';
import type { Git, GitAnswer, GitCall } from './Git';
import { objectIdOf } from './objectId';
import { parseChanges, type ChangedFile } from './parseChanges';
import { patchIdentity } from './patchIdentity';
import { REMOTE, speakingTo, type Remote } from './Remote';
import { revertCommit } from './revertCommit';

/** What has been changed in a checkout. */
export interface CheckoutDiff {
  /** git's binary-safe unified format. */
  patch: Buffer;
  /** See {@link patchIdentity}. */
  patchId: string;
  tree: string;
  files: ChangedFile[];
  additions: number;
  deletions: number;
}

/** Who signs commits. */
export interface CommitIdentity {
  name: string;
  email: string;
}

/** A commit to write. The same input makes the same commit. */
export interface CommitRequest {
  tree: string;
  message: string;
  identity: CommitIdentity;
  date: Date;
}

const DIFF_OPTIONS = [
  '--cached',
  '--full-index',
  '--no-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--ignore-submodules=none',
];

/**
 * The files of a repository at one commit, for one attempt.
 *
 * @remarks
 * The files are in `root`; git's own folder is outside it, so that nothing that runs in the checkout can reach it. New
 * objects go into that folder, never into the mirror, and vanish with it.
 */
export class Checkout {
  /** Folder with the files; absolute, without links. */
  readonly root: string;
  /** Folder around it, for private files of the attempt. */
  readonly folder: string;
  readonly baseCommit: string;
  readonly baseTree: string;
  readonly baseBranch: string;
  readonly #git: Git;
  readonly #remote: Remote;
  #commandsRan = true;

  constructor(options: {
    git: Git;
    remote: Remote;
    folder: string;
    baseCommit: string;
    baseTree: string;
  }) {
    this.#git = options.git;
    this.#remote = options.remote;
    this.folder = options.folder;
    this.root = join(options.folder, 'tree');
    this.baseCommit = options.baseCommit;
    this.baseTree = options.baseTree;
    this.baseBranch = options.remote.defaultBranch;
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
    if (this.#commandsRan) {
      await this.#refuseFilledSubmodules(signal);
    }
    await this.#run(['add', '--all', '--', '.'], signal, {
      code: 'stepFailed',
      message: 'The changed files could not be taken in',
    });
    return this.#treeOfIndex(signal);
  }

  /**
   * What has changed against the base.
   *
   * @returns undefined where nothing has
   * @throws FailureError `embeddedRepository` where the change contains another repository
   */
  async diff(signal: AbortSignal): Promise<CheckoutDiff | undefined> {
    const tree = await this.tree(signal);
    return tree === this.baseTree ? undefined : this.#diffOf(tree, signal);
  }

  async #diffOf(tree: string, signal: AbortSignal): Promise<CheckoutDiff> {
    const failure = {
      code: 'diffFailed',
      message: 'The difference could not be worked out',
    };
    const [listed, patch] = await Promise.all([
      this.#run(
        [
          'diff-index',
          ...DIFF_OPTIONS,
          '--raw',
          '--numstat',
          '-z',
          this.baseCommit,
        ],
        signal,
        failure,
      ),
      this.#run(
        [
          'diff-index',
          ...DIFF_OPTIONS,
          '--patch',
          '--binary',
          '--unified=3',
          '--diff-algorithm=myers',
          '--src-prefix=a/',
          '--dst-prefix=b/',
          this.baseCommit,
        ],
        signal,
        failure,
      ),
    ]);
    const files = parseChanges(listed.stdout.toString('utf8'));
    const embedded = files.find(file => file.mode === '160000');
    if (embedded) {
      throw embeddedRepository(embedded.path);
    }
    return {
      patch: patch.stdout,
      patchId: patchIdentity(patch.stdout),
      tree,
      files,
      additions: files.reduce((sum, file) => sum + file.additions, 0),
      deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    };
  }

  /**
   * Applies a stored patch to the files.
   *
   * @returns the tree that results
   * @throws FailureError `patchFailed`
   */
  async applyPatch(patch: Uint8Array, signal: AbortSignal): Promise<string> {
    await this.#run(
      ['apply', '--index', '--binary', '--whitespace=nowarn', '-'],
      signal,
      {
        code: 'patchFailed',
        message: 'The approved diff could not be applied',
      },
      { input: patch },
    );
    return this.#treeOfIndex(signal);
  }

  /** Writes a commit on the base; nothing points to it yet. Returns its id. */
  async commit(request: CommitRequest, signal: AbortSignal): Promise<string> {
    const date = `@${Math.floor(request.date.getTime() / 1000)} +0000`;
    const answer = await this.#run(
      ['commit-tree', request.tree, '-p', this.baseCommit, '-F', '-'],
      signal,
      { code: 'commitFailed', message: 'The commit could not be written' },
      {
        input: Buffer.from(request.message),
        env: {
          GIT_AUTHOR_NAME: request.identity.name,
          GIT_AUTHOR_EMAIL: request.identity.email,
          GIT_AUTHOR_DATE: date,
          GIT_COMMITTER_NAME: request.identity.name,
          GIT_COMMITTER_EMAIL: request.identity.email,
          GIT_COMMITTER_DATE: date,
        },
      },
    );
    return objectIdOf(answer);
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
    await this.#run(
      [
        'push',
        '--quiet',
        '--no-verify',
        '--no-follow-tags',
        `--force-with-lease=${ref}:${expected ?? ''}`,
        REMOTE,
        `${commit}:${ref}`,
      ],
      signal,
      {
        code: 'pushFailed',
        message: `The branch ${branch} could not be pushed`,
      },
      speakingTo(this.#remote),
    );
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
    await revertCommit(
      (args, failure, accept) =>
        this.#run(args, signal, failure, {
          accept,
          ...speakingTo(this.#remote),
        }),
      commit,
      this.baseBranch,
    );
    const tree = await this.#treeOfIndex(signal);
    return tree === this.baseTree ? undefined : tree;
  }

  /** Removes the files. What can't be removed now goes at the next start. */
  async remove(): Promise<void> {
    await rm(this.folder, {
      recursive: true,
      force: true,
      maxRetries: 2,
    }).catch(() => undefined);
  }

  /**
   * git looks whether a submodule has changed by running itself in it, with the settings that it finds there; and those
   * name programs. A command could so have one run outside its sandbox.
   */
  async #refuseFilledSubmodules(signal: AbortSignal): Promise<void> {
    const { stdout } = await this.#run(['ls-files', '--stage', '-z'], signal, {
      code: 'stepFailed',
      message: 'The files could not be listed',
    });
    for (const entry of stdout.toString('utf8').split('\0')) {
      const path = entry.startsWith('160000 ')
        ? entry.slice(entry.indexOf('\t') + 1)
        : undefined;
      if (
        path !== undefined &&
        (await isThere(join(this.root, path, '.git')))
      ) {
        throw embeddedRepository(path);
      }
    }
  }

  async #treeOfIndex(signal: AbortSignal): Promise<string> {
    const answer = await this.#run(['write-tree'], signal, {
      code: 'diffFailed',
      message: 'The tree could not be written',
    });
    return objectIdOf(answer);
  }

  #run(
    args: string[],
    signal: AbortSignal,
    failure: GitCall['failure'],
    more: Partial<GitCall> = {},
  ): Promise<GitAnswer> {
    return this.#git.run({
      args,
      gitDir: join(this.folder, 'git'),
      workTree: this.root,
      signal,
      failure,
      ...more,
    });
  }
}

function embeddedRepository(path: string): FailureError {
  return new FailureError({
    class: 'permanent',
    code: 'embeddedRepository',
    message: `${path} is a repository of its own; a change can't contain one`,
  });
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
