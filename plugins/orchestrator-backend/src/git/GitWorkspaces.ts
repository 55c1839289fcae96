import { randomUUID } from 'node:crypto';
import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepositoryAccess } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { RepositoryRef } from '@backstage-orchestrator/plugin-orchestrator-common';
import { checkBranch, DEFAULT_PROTOCOLS, type GitProtocol } from './address';
import { Checkout } from './Checkout';
import { Git, type AroundRemoteCall } from './Git';
import { Mirrors, writeRepository, type MirrorState } from './Mirrors';
import { REMOTE, speakingTo, toRemote, type Remote } from './Remote';

/** Newest commits of a branch that are looked at to find out whose it is. */
const COMMITS_LOOKED_AT = 50;

/** A commit at the end of a branch. */
export interface BranchCommit {
  id: string;
  tree: string;
  /** Name and address. */
  committer: string;
  message: string;
}

/** A repository, brought up to date. */
export interface FetchedRepository {
  readonly baseCommit: string;
  readonly baseBranch: string;
  /** A fresh checkout of the base. Whoever opens it removes it. */
  checkOut(signal: AbortSignal): Promise<Checkout>;
  /** The commits of a branch that the base doesn't have, newest first, at most 50, but its last one always; undefined where there is no such branch. */
  branchCommits(
    branch: string,
    signal: AbortSignal,
  ): Promise<BranchCommit[] | undefined>;
}

/** Mirrors and checkouts of repositories in one folder, which belongs to one process. */
export class GitWorkspaces {
  readonly #git: Git;
  readonly #mirrors: Mirrors;
  readonly #checkouts: string;
  readonly #protocols: readonly GitProtocol[];

  private constructor(
    git: Git,
    mirrors: Mirrors,
    checkouts: string,
    protocols: readonly GitProtocol[],
  ) {
    this.#git = git;
    this.#mirrors = mirrors;
    this.#checkouts = checkouts;
    this.#protocols = protocols;
  }

  /**
   * Prepares the folder, and removes what an earlier process left in it.
   *
   * @param options - `workDir`: used by no other process; `protocols`: default file, https, ssh; `partialClone`: leave
   *   file contents out of mirrors, default for all but repositories on this disk; `timeoutMs`: for a call of git,
   *   default 10 minutes; `around`: see {@link AroundRemoteCall}
   */
  static async create(options: {
    workDir: string;
    protocols?: readonly GitProtocol[];
    partialClone?: boolean;
    timeoutMs?: number;
    around?: AroundRemoteCall;
  }): Promise<GitWorkspaces> {
    await mkdir(options.workDir, { recursive: true });
    const workDir = await realpath(options.workDir);
    const { timeoutMs, around } = options;
    const git = await Git.create({ workDir, timeoutMs, around });
    const mirrors = new Mirrors({
      git,
      folder: join(workDir, 'mirrors'),
      partial: remote => options.partialClone ?? remote.protocol !== 'file',
    });
    const checkouts = join(workDir, 'worktrees');
    await Promise.all([mirrors.start(), emptyFolder(checkouts)]);
    return new GitWorkspaces(
      git,
      mirrors,
      checkouts,
      options.protocols ?? DEFAULT_PROTOCOLS,
    );
  }

  /** @throws FailureError, e.g. `cloneFailed`, `authFailed`, `protocolNotAllowed`, `branchMissing` */
  async fetch(
    repository: RepositoryRef,
    access: RepositoryAccess,
    signal: AbortSignal,
  ): Promise<FetchedRepository> {
    const remote = toRemote(access, this.#protocols);
    const key = `${repository.host}:${repository.name}`;
    const state = await this.#mirrors.update(key, remote, signal);
    return {
      baseCommit: state.baseCommit,
      baseBranch: remote.defaultBranch,
      checkOut: abort => this.#checkOut(state, remote, abort),
      branchCommits: (branch, abort) =>
        this.#branchCommits(key, state, remote, branch, abort),
    };
  }

  async #checkOut(
    state: MirrorState,
    remote: Remote,
    signal: AbortSignal,
  ): Promise<Checkout> {
    const folder = join(this.#checkouts, randomUUID());
    const checkout = new Checkout({
      git: this.#git,
      remote,
      folder,
      baseCommit: state.baseCommit,
      baseTree: state.baseTree,
    });
    const gitDir = join(folder, 'git');
    try {
      await Promise.all([
        mkdir(checkout.root, { recursive: true }),
        writeRepository(gitDir, {
          bare: false,
          partial: state.partial,
          alternates: join(state.gitDir, 'objects'),
          head: state.baseCommit,
        }),
      ]);
      // With the mirror as git's folder, so that contents that come now are there for the next checkout, too.
      await this.#git.run({
        args: ['read-tree', '--reset', '-u', state.baseCommit],
        gitDir: state.gitDir,
        workTree: checkout.root,
        ...speakingTo(remote),
        env: { ...remote.env, GIT_INDEX_FILE: join(gitDir, 'index') },
        signal,
        failure: {
          code: 'cloneFailed',
          message: 'The files could not be checked out',
        },
      });
      return checkout;
    } catch (error) {
      await checkout.remove();
      throw error;
    }
  }

  async #branchCommits(
    key: string,
    state: MirrorState,
    remote: Remote,
    branch: string,
    signal: AbortSignal,
  ): Promise<BranchCommit[] | undefined> {
    const ref = `refs/heads/${checkBranch(branch)}`;
    const failure = {
      code: 'cloneFailed',
      message: `The branch ${branch} could not be read`,
    };
    const listed = await this.#git.run({
      args: ['ls-remote', '--quiet', REMOTE, ref],
      gitDir: state.gitDir,
      ...speakingTo(remote),
      signal,
      failure,
    });
    const tip = listed.stdout
      .toString('utf8')
      .split('\n')
      .map(line => line.split('\t'))
      .find(([, name]) => name === ref)?.[0];
    if (!tip) {
      return undefined;
    }
    await this.#mirrors.fetchBranch(key, remote, branch, signal);
    const log = async (max: number, ...range: string[]) => {
      const { stdout } = await this.#git.run({
        args: [
          'log',
          '-z',
          `--max-count=${max}`,
          '--format=%H%n%T%n%cn <%ce>%n%B',
          ...range,
          '--',
        ],
        gitDir: state.gitDir,
        signal,
        failure,
      });
      return stdout
        .toString('utf8')
        .split('\0')
        .filter(Boolean)
        .map(readCommit);
    };
    const own = await log(COMMITS_LOOKED_AT, tip, `^${state.baseCommit}`);
    return own.length > 0 ? own : log(1, tip);
  }
}

function readCommit(text: string): BranchCommit {
  const [id, tree, committer, ...message] = text.split('\n');
  return { id, tree, committer, message: message.join('\n') };
}

async function emptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    // A git of a process that was killed may go on for a moment, and write into what is being removed.
    await rm(join(folder, name), {
      recursive: true,
      force: true,
      maxRetries: 5,
    });
  }
}
