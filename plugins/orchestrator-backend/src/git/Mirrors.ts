import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { checkBranch } from './address';
import type { Git } from './Git';
import { stopIfAborted } from '../commands';
import { KeyedMutex } from './KeyedMutex';
import type { ObjectSource } from './ObjectSource';
import { readBranch } from './readRepository';
import { REMOTE, speakingTo, type Remote } from './Remote';
import { writeRepository } from './writeRepository';

/** Fetches after which git is asked to tidy a mirror up. */
const FETCHES_PER_TIDYING = 100;
/** What git says when a mirror was left half-written by a crash. */
const BROKEN_MIRROR =
  /\.lock'|corrupt|bad (object|tree|config)|not a git repository|unable to (read|create|find|write)|missing (blob|tree|commit|object)|index-pack failed|unpack-objects|did not send all|invalid (index-pack|sha1|object)|loose object|does not point to a valid|broken|cannot lock ref/i;

/**
 * Bare mirrors, one per repository: only its default branch is fetched, and without file contents where the host can
 * leave them out (`--filter=blob:none`; they come with the first checkout).
 *
 * @remarks One process owns the folder. Calls for the same repository take turns, since the targets of a monorepo share its mirror.
 */
export class Mirrors {
  readonly #git: Git;
  readonly #folder: string;
  readonly #reader: string;
  readonly #partial: (remote: Remote) => boolean;
  readonly #turns = new KeyedMutex();
  readonly #fetches = new Map<string, number>();

  constructor(options: {
    git: Git;
    folder: string;
    /** A git folder that is not partial: with it, git tells what is not here instead of asking for it. */
    reader: string;
    partial: (remote: Remote) => boolean;
  }) {
    this.#git = options.git;
    this.#folder = options.folder;
    this.#reader = options.reader;
    this.#partial = options.partial;
  }

  /** Removes what a killed process left behind: unfinished mirrors, and locks that nobody holds any more. */
  async start(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      if (name.endsWith('.git')) {
        await removeLocks(path);
      } else {
        await rm(path, { recursive: true, force: true });
      }
    }
  }

  /**
   * Brings the default branch of a repository up to date.
   *
   * @param key - names the repository over all runs, whatever its address
   * @throws FailureError `cloneFailed` (transient) or what git's words say
   */
  async update(
    key: string,
    remote: Remote,
    signal: AbortSignal,
  ): Promise<ObjectSource> {
    return this.#turns.run(key, async () => {
      stopIfAborted(signal);
      const gitDir = this.#place(key);
      if (!(await exists(join(gitDir, 'HEAD')))) {
        await this.#build(gitDir, remote, signal);
      } else {
        try {
          await this.#fetchBase(gitDir, remote, signal);
        } catch (error) {
          if (
            !(error instanceof FailureError) ||
            !BROKEN_MIRROR.test(error.message)
          ) {
            throw error;
          }
          await this.#build(gitDir, remote, signal);
        }
      }
      await this.#tidyUp(gitDir, signal);
      return this.#source(key, gitDir, remote);
    });
  }

  /** Fetches one more branch, without giving it a name in the mirror; returns its commit, if there is one. */
  async #branch(
    key: string,
    remote: Remote,
    branch: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const ref = `refs/heads/${checkBranch(branch)}`;
    const gitDir = this.#place(key);
    const { stdout } = await this.#git.run({
      args: ['ls-remote', '--quiet', REMOTE, ref],
      gitDir,
      ...speakingTo(remote),
      signal,
      failure: {
        code: 'cloneFailed',
        message: `The branch ${branch} could not be read`,
      },
    });
    const commit = stdout
      .toString('utf8')
      .split('\n')
      .map(line => line.split('\t'))
      .find(([, name]) => name === ref)?.[0];
    if (commit) {
      await this.#turns.run(key, async () => {
        stopIfAborted(signal);
        await this.#fetch(gitDir, remote, [ref], signal);
      });
    }
    return commit;
  }

  #place(key: string): string {
    return join(
      this.#folder,
      `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.git`,
    );
  }

  /** Builds beside and renames, so that a crash leaves no half mirror under its name. */
  async #build(
    gitDir: string,
    remote: Remote,
    signal: AbortSignal,
  ): Promise<void> {
    const fresh = join(this.#folder, `new-${randomUUID()}`);
    try {
      await writeRepository(fresh, {
        bare: true,
        partial: this.#partial(remote),
      });
      await this.#fetchBase(fresh, remote, signal);
      if (await exists(gitDir)) {
        await rename(gitDir, join(this.#folder, `old-${randomUUID()}`));
      }
      await rename(fresh, gitDir);
    } catch (error) {
      await rm(fresh, { recursive: true, force: true });
      throw error;
    }
  }

  async #fetchBase(
    gitDir: string,
    remote: Remote,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#fetch(
      gitDir,
      remote,
      [`+${baseRef(remote)}:${baseRef(remote)}`],
      signal,
    );
  }

  async #fetch(
    gitDir: string,
    remote: Remote,
    refspecs: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    await this.#git.run({
      args: [
        'fetch',
        '--quiet',
        '--no-tags',
        '--no-write-fetch-head',
        '--no-auto-maintenance',
        '--no-recurse-submodules',
        ...(this.#partial(remote) ? ['--filter=blob:none'] : []),
        REMOTE,
        ...refspecs,
      ],
      gitDir,
      ...speakingTo(remote),
      signal,
      failure: {
        code: 'cloneFailed',
        message: 'The repository could not be fetched',
      },
    });
  }

  async #source(
    key: string,
    gitDir: string,
    remote: Remote,
  ): Promise<ObjectSource> {
    const baseCommit = await readBranch(gitDir, remote.defaultBranch);
    if (baseCommit === undefined) {
      throw new FailureError({
        class: 'transient',
        code: 'cloneFailed',
        message: 'The base of the repository could not be read',
      });
    }
    return {
      baseCommit,
      objects: join(gitDir, 'objects'),
      gitDir,
      env: {},
      partial: this.#partial(remote),
      branch: (name, signal) => this.#branch(key, remote, name, signal),
      fetchCommit: (commit, signal) =>
        this.#turns.run(key, async () => {
          stopIfAborted(signal);
          await this.#fetch(gitDir, remote, [commit], signal);
        }),
      ...(this.#partial(remote) && {
        fetchBlobs: (ids: readonly string[], signal: AbortSignal) =>
          this.#turns.run(key, async () => {
            stopIfAborted(signal);
            const missing = await this.#missing(gitDir, ids, signal);
            if (missing.length > 0) {
              await this.#fetch(gitDir, remote, missing, signal);
            }
          }),
      }),
    };
  }

  /** Those of some objects that a mirror does not have. */
  async #missing(
    gitDir: string,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<string[]> {
    const { stdout } = await this.#git.run({
      args: ['cat-file', '--batch-check=%(objectname)'],
      gitDir: this.#reader,
      env: { GIT_OBJECT_DIRECTORY: join(gitDir, 'objects') },
      input: Buffer.from(`${ids.join('\n')}\n`),
      signal,
      failure: {
        code: 'cloneFailed',
        message: 'What is here of the repository could not be read',
      },
    });
    return stdout
      .toString('utf8')
      .split('\n')
      .filter(line => line.endsWith(' missing'))
      .map(line => line.split(' ')[0]);
  }

  async #tidyUp(gitDir: string, signal: AbortSignal): Promise<void> {
    const fetches = (this.#fetches.get(gitDir) ?? 0) + 1;
    this.#fetches.set(gitDir, fetches);
    if (fetches % FETCHES_PER_TIDYING === 0) {
      await this.#git.run({
        args: ['gc', '--auto', '--quiet'],
        gitDir,
        settings: { 'gc.auto': '2000', 'gc.autoDetach': 'false' },
        signal,
        failure: {
          code: 'cloneFailed',
          message: 'The mirror of the repository could not be tidied up',
        },
      });
    }
  }
}

function baseRef(remote: Remote): string {
  return `refs/heads/${remote.defaultBranch}`;
}

async function removeLocks(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'objects') {
      await removeLocks(path);
    } else if (entry.isFile() && entry.name.endsWith('.lock')) {
      await rm(path, { force: true });
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
