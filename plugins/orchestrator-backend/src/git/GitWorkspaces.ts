import { randomUUID } from 'node:crypto';
import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  FailureError,
  type RepositoryAccess,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type {
  LoggedCommit,
  RepositoryRef,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { stopIfAborted } from '../commands';
import { DEFAULT_PROTOCOLS, type GitProtocol } from './address';
import { Checkout } from './Checkout';
import { DiskRepository } from './DiskRepository';
import { Git, type AroundRemoteCall } from './Git';
import { Mirrors } from './Mirrors';
import type { ObjectSource } from './ObjectSource';
import { toRemote, type Remote } from './Remote';
import { mustBeEmptyFolder, type Submodule } from './submodules';
import { findFiles, readFileLog, readTexts } from './readFiles';
import { findCommit, readLog } from './readLog';
import { writeRepository } from './writeRepository';

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
  /**
   * A fresh checkout of the base. Whoever opens it removes it.
   *
   * @param options - `files`: false where the index is enough; they may be there all the same. Default: true
   */
  checkOut(
    signal: AbortSignal,
    options?: { files?: boolean },
  ): Promise<Checkout>;
  /**
   * Puts the repository's files into the empty folder that another checkout has for them as its submodule. They go with
   * that checkout.
   *
   * @throws FailureError `commitMissing`, `submoduleUnsafe`
   */
  checkOutInto(
    parent: Checkout,
    submodule: Submodule,
    signal: AbortSignal,
  ): Promise<Checkout>;
  /** The commits of a branch that the base doesn't have, newest first, at most 50, but its last one always; undefined where there is no such branch. */
  branchCommits(
    branch: string,
    signal: AbortSignal,
  ): Promise<BranchCommit[] | undefined>;
  /**
   * The commit of a branch, a tag or a full id, ready to be read with all that it contains; undefined where there is
   * none.
   */
  resolve(ref: string, signal: AbortSignal): Promise<string | undefined>;
  /** The commits of one commit that another one does not contain, newest first, without merges. */
  commitsBetween(range: CommitRange, signal: AbortSignal): Promise<LogCommit[]>;
  /**
   * Those of them that touch files of some patterns, with what they did to these: a file that was moved was removed and
   * added.
   *
   * @param patterns - as git's `glob` has them, such as `.changeset/*.md`
   */
  fileChangesBetween(
    range: Omit<CommitRange, 'path'>,
    patterns: readonly string[],
    signal: AbortSignal,
  ): Promise<LoggedCommit[]>;
  /**
   * Ids of the contents of files of one name in a folder and all that is below it, by path.
   *
   * @param folder - absent: the whole repository
   */
  filesNamed(
    name: string,
    at: { commit: string; folder?: string },
    signal: AbortSignal,
  ): Promise<Map<string, string>>;
  /** Contents by id, as text. What is longer than 128 KiB is cut there. */
  texts(
    blobs: readonly string[],
    signal: AbortSignal,
  ): Promise<Map<string, string>>;
}

/** Which commits are asked for. */
export interface CommitRange {
  /** Full ids. */
  from: string;
  to: string;
  /** Only commits that touch this folder. */
  path?: string;
  /** At most so many. */
  max: number;
}

/** A commit of a log. */
export interface LogCommit {
  id: string;
  message: string;
}

/** Mirrors and checkouts of repositories in one folder, which belongs to one process. */
export class GitWorkspaces {
  readonly #git: Git;
  readonly #mirrors: Mirrors;
  readonly #checkouts: string;
  readonly #reader: string | undefined;
  readonly #protocols: readonly GitProtocol[];

  private constructor(options: {
    git: Git;
    mirrors: Mirrors;
    checkouts: string;
    reader: string | undefined;
    protocols: readonly GitProtocol[];
  }) {
    this.#git = options.git;
    this.#mirrors = options.mirrors;
    this.#checkouts = options.checkouts;
    this.#reader = options.reader;
    this.#protocols = options.protocols;
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
    inPlace?: boolean;
    timeoutMs?: number;
    around?: AroundRemoteCall;
  }): Promise<GitWorkspaces> {
    await mkdir(options.workDir, { recursive: true });
    const workDir = await realpath(options.workDir);
    const { timeoutMs, around } = options;
    const git = await Git.create({ workDir, timeoutMs, around });
    const reader = join(workDir, 'reader');
    const mirrors = new Mirrors({
      git,
      folder: join(workDir, 'mirrors'),
      reader,
      partial: remote => options.partialClone ?? remote.protocol !== 'file',
    });
    const checkouts = join(workDir, 'worktrees');
    const inPlace = options.inPlace ?? !options.partialClone;
    await Promise.all([
      mirrors.start(),
      emptyFolder(checkouts),
      writeRepository(reader, { bare: true, partial: false }),
    ]);
    return new GitWorkspaces({
      git,
      mirrors,
      checkouts,
      reader: inPlace ? reader : undefined,
      protocols: options.protocols ?? DEFAULT_PROTOCOLS,
    });
  }

  /** @throws FailureError, e.g. `cloneFailed`, `authFailed`, `protocolNotAllowed`, `branchMissing` */
  async fetch(
    repository: RepositoryRef,
    access: RepositoryAccess,
    signal: AbortSignal,
  ): Promise<FetchedRepository> {
    const remote = toRemote(access, this.#protocols);
    stopIfAborted(signal);
    const source =
      (await this.#inPlace(remote)) ??
      (await this.#mirrors.update(
        `${repository.host}:${repository.name}`,
        remote,
        signal,
      ));
    return {
      baseCommit: source.baseCommit,
      baseBranch: remote.defaultBranch,
      checkOut: (abort, { files = true } = {}) =>
        Checkout.open(
          {
            git: this.#git,
            remote,
            source,
            folder: join(this.#checkouts, randomUUID()),
            // A patch would ask for the contents of its files one by one, where they are not here.
            files: files || source.partial,
          },
          abort,
        ),
      checkOutInto: (parent, submodule, abort) =>
        this.#checkOutInto(source, remote, parent, submodule, abort),
      branchCommits: (branch, abort) =>
        this.#branchCommits(source, branch, abort),
      resolve: (ref, abort) => this.#resolve(source, remote, ref, abort),
      commitsBetween: (range, abort) =>
        readLog(this.#git, source, range, abort),
      fileChangesBetween: (range, patterns, abort) =>
        readFileLog(this.#git, source, range, patterns, abort),
      filesNamed: (name, at, abort) =>
        findFiles(this.#git, source, name, at, abort),
      texts: (blobs, abort) => readTexts(this.#git, source, blobs, abort),
    };
  }

  async #inPlace(remote: Remote): Promise<ObjectSource | undefined> {
    const disk = this.#reader && (await DiskRepository.open(this.#git, remote));
    const baseCommit = disk && (await disk.branch(remote.defaultBranch));
    return this.#reader && disk && baseCommit
      ? {
          baseCommit,
          objects: disk.objects,
          gitDir: this.#reader,
          env: { GIT_OBJECT_DIRECTORY: disk.objects },
          partial: false,
          disk,
          branch: name => disk.branch(name),
        }
      : undefined;
  }

  async #checkOutInto(
    source: ObjectSource,
    remote: Remote,
    parent: Checkout,
    { path, commit }: Submodule,
    signal: AbortSignal,
  ): Promise<Checkout> {
    if (!(await this.#hasCommit(source, commit, signal))) {
      await source.fetchCommit?.(commit, signal);
      if (!(await this.#hasCommit(source, commit, signal))) {
        throw new FailureError({
          class: 'permanent',
          code: 'commitMissing',
          message: `The repository of the submodule ${path} does not have its commit ${commit}`,
        });
      }
    }
    const root = join(parent.root, path);
    await mustBeEmptyFolder(root, parent.root);
    return Checkout.open(
      {
        git: this.#git,
        remote,
        source: { ...source, baseCommit: commit },
        folder: join(parent.folder, 'modules', randomUUID()),
        root,
        files: true,
      },
      signal,
    );
  }

  async #hasCommit(
    source: ObjectSource,
    commit: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { exitCode } = await this.#git.run({
      args: ['cat-file', '-e', `${commit}^{commit}`],
      gitDir: source.gitDir,
      env: source.env,
      signal,
      failure: { code: 'cloneFailed', message: 'A commit could not be read' },
      accept: [0, 1, 128],
    });
    return exitCode === 0;
  }

  async #resolve(
    source: ObjectSource,
    remote: Remote,
    ref: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const commit = await findCommit(this.#git, source, remote, ref, signal);
    if (
      commit === undefined ||
      (await this.#hasCommit(source, commit, signal))
    ) {
      return commit;
    }
    try {
      await source.fetchCommit?.(commit, signal);
    } catch (error) {
      // A host refuses an id that it does not know with the words of any other refusal; a name it has just told itself.
      if (
        ref !== commit ||
        signal.aborted ||
        !(error instanceof FailureError)
      ) {
        throw error;
      }
    }
    return (await this.#hasCommit(source, commit, signal)) ? commit : undefined;
  }

  async #branchCommits(
    source: ObjectSource,
    branch: string,
    signal: AbortSignal,
  ): Promise<BranchCommit[] | undefined> {
    const tip = await source.branch(branch, signal);
    if (!tip) {
      return undefined;
    }
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
        gitDir: source.gitDir,
        env: source.env,
        signal,
        failure: {
          code: 'cloneFailed',
          message: `The branch ${branch} could not be read`,
        },
      });
      return stdout
        .toString('utf8')
        .split('\0')
        .filter(Boolean)
        .map(readCommit);
    };
    const own = await log(COMMITS_LOOKED_AT, tip, `^${source.baseCommit}`);
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
