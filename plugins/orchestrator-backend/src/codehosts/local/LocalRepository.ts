import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { readBranch, readHead, readParents } from '../../git';
import { runGit, type GitResult } from './runGit';

/** git says so when a ref was not what the caller expected, or somebody else is at it. */
const LOST_RACE = /cannot lock ref|unable to lock|but expected|File exists/;

export type MergeResult =
  | { kind: 'clean'; tree: string }
  | { kind: 'conflict'; files: string[] }
  | { kind: 'unrelated' };

export interface MergeCommit {
  tree: string;
  parents: [base: string, head: string];
  message: string;
  author: { name: string; email: string };
  date: string;
}

/** What happens to one ref in {@link LocalRepository.updateRefs}. All values are full commit ids. */
export type RefUpdate =
  | { kind: 'create'; ref: string; to: string }
  | { kind: 'set'; ref: string; to: string }
  | { kind: 'update'; ref: string; from: string; to: string }
  | { kind: 'delete'; ref: string; from: string }
  | { kind: 'verify'; ref: string; at: string };

/**
 * The git operations that changes need, on one bare repository and without a worktree.
 *
 * @remarks
 * Its refs are read and written in the repository itself. Everything else runs with an empty git directory that
 * borrows the repository's objects, so that no merge driver, no diff program and no attribute of the repository's
 * own `config` and `info/` is ever looked at. Names of branches must have passed `assertBranchName`.
 */
export class LocalRepository {
  readonly path: string;
  readonly #refsEnv: Record<string, string>;
  readonly #objectsEnv: Record<string, string>;

  /**
   * @param path - Absolute path of the bare repository
   * @param emptyGitDirectory - A git directory without settings
   */
  constructor(path: string, emptyGitDirectory: string) {
    this.path = path;
    this.#refsEnv = { GIT_DIR: path };
    this.#objectsEnv = {
      GIT_DIR: emptyGitDirectory,
      GIT_OBJECT_DIRECTORY: `${path}/objects`,
    };
  }

  /** @returns Name of the branch that HEAD names, whether it has commits or not */
  async defaultBranch(): Promise<string | undefined> {
    const named = await readHead(this.path);
    if (named !== undefined) {
      return named;
    }
    const { code, stdout } = await this.#refs(['symbolic-ref', '-q', 'HEAD'], {
      accept: [0, 1],
    });
    const ref = stdout.trim();
    return code === 0 && ref.startsWith('refs/heads/')
      ? ref.slice('refs/heads/'.length)
      : undefined;
  }

  /** @returns Commit of each branch; without names, of all branches */
  async tips(branches: readonly string[] = []): Promise<Map<string, string>> {
    const read = await Promise.all(
      branches.map(branch => readBranch(this.path, branch)),
    );
    const known = branches.flatMap((branch, index): [string, string][] => {
      const commit = read[index];
      return commit === undefined ? [] : [[branch, commit]];
    });
    if (branches.length > 0 && known.length === branches.length) {
      return new Map(known);
    }
    const patterns = branches.length
      ? branches.map(branch => `refs/heads/${branch}`)
      : ['refs/heads/'];
    const { stdout } = await this.#refs([
      'for-each-ref',
      '--format=%(objectname) %(refname)',
      ...patterns,
    ]);
    const tips = new Map<string, string>();
    for (const line of stdout.split('\n').filter(Boolean)) {
      const [commit, ref] = line.split(' ');
      tips.set(ref.slice('refs/heads/'.length), commit);
    }
    return tips;
  }

  /**
   * All of the updates, or none.
   *
   * @returns false where a ref was not at the commit that was expected
   */
  async updateRefs(updates: readonly RefUpdate[]): Promise<boolean> {
    const lines = updates.map(update => {
      switch (update.kind) {
        case 'create':
          return `create ${update.ref} ${update.to}`;
        case 'set':
          return `update ${update.ref} ${update.to}`;
        case 'update':
          return `update ${update.ref} ${update.to} ${update.from}`;
        case 'delete':
          return `delete ${update.ref} ${update.from}`;
        default:
          return `verify ${update.ref} ${update.at}`;
      }
    });
    const result = await this.#refs(['update-ref', '--stdin'], {
      input: `${lines.join('\n')}\n`,
      accept: [0, 1, 128],
    });
    if (result.code === 0) {
      return true;
    }
    if (LOST_RACE.test(result.stderr)) {
      return false;
    }
    throw new FailureError({
      class: 'transient',
      code: 'gitFailed',
      message: `git update-ref failed: ${result.stderr.trim()}`,
    });
  }

  /** @returns Whether `commit` is there and everything in it is in `other` already; a commit contains itself */
  async contains(other: string, commit: string): Promise<boolean> {
    if (other === commit) {
      return true;
    }
    // 128: one of the two is gone, and what is gone is contained in nothing.
    const { code } = await this.#objects(
      ['merge-base', '--is-ancestor', commit, other],
      { accept: [0, 1, 128] },
    );
    return code === 0;
  }

  /** @returns The newest commit that both have, if any */
  async mergeBase(one: string, other: string): Promise<string | undefined> {
    const parents = await readParents(this.path, other);
    if (parents?.length === 1 && parents[0] === one) {
      return one;
    }
    const { code, stdout } = await this.#objects(['merge-base', one, other], {
      accept: [0, 1],
    });
    return code === 0 ? stdout.split('\n')[0] : undefined;
  }

  /** @returns Commit that a ref points to, if it is there */
  async resolve(ref: string): Promise<string | undefined> {
    const { code, stdout } = await this.#refs(
      ['rev-parse', '-q', '--verify', ref],
      { accept: [0, 1] },
    );
    return code === 0 ? stdout.trim() : undefined;
  }

  async hasCommit(commit: string): Promise<boolean> {
    const { code } = await this.#objects(
      ['cat-file', '-e', `${commit}^{commit}`],
      { accept: [0, 1, 128] },
    );
    return code === 0;
  }

  /** Merges in memory; writes objects, but no ref. */
  async merge(base: string, head: string): Promise<MergeResult> {
    const { code, stdout, stderr } = await this.#objects(
      [
        'merge-tree',
        '--write-tree',
        '-z',
        '--name-only',
        '--no-messages',
        base,
        head,
      ],
      { accept: [0, 1, 128] },
    );
    const [tree, ...files] = stdout.split('\0').filter(Boolean);
    if (code === 0) {
      return { kind: 'clean', tree: tree.trim() };
    }
    if (code === 1) {
      return { kind: 'conflict', files };
    }
    if (stderr.includes('unrelated histories')) {
      return { kind: 'unrelated' };
    }
    throw new FailureError({
      class: 'transient',
      code: 'gitFailed',
      message: `git merge-tree failed: ${stderr.trim()}`,
    });
  }

  /** @returns The id of the new commit; no ref points to it yet */
  async commitMerge(commit: MergeCommit): Promise<string> {
    const { stdout } = await this.#objects(
      [
        'commit-tree',
        commit.tree,
        ...commit.parents.flatMap(parent => ['-p', parent]),
        '-F',
        '-',
      ],
      {
        input: commit.message,
        env: {
          GIT_AUTHOR_NAME: commit.author.name,
          GIT_AUTHOR_EMAIL: commit.author.email,
          GIT_AUTHOR_DATE: commit.date,
          GIT_COMMITTER_NAME: commit.author.name,
          GIT_COMMITTER_EMAIL: commit.author.email,
          GIT_COMMITTER_DATE: commit.date,
        },
      },
    );
    return stdout.trim();
  }

  /** @returns What leads from one commit to the other, in git's unified format */
  async diff(from: string, to: string): Promise<string> {
    const { stdout } = await this.#objects([
      'diff',
      '--no-color',
      '--no-ext-diff',
      '--no-textconv',
      '--find-renames',
      '--src-prefix=a/',
      '--dst-prefix=b/',
      from,
      to,
      '--',
    ]);
    return stdout;
  }

  /**
   * The commit that brought `head` into the branch that is now at `base`: the first merge on the way, or `head` itself
   * where the branch was moved forward to it.
   *
   * @param base - A commit that contains `head`
   */
  async introducedBy(base: string, head: string): Promise<string> {
    const range = `${head}..${base}`;
    const [onTheWay, ofTheBranch] = await Promise.all([
      this.#revisions(['--ancestry-path', range]),
      this.#revisions(['--first-parent', range]),
    ]);
    const descendants = new Set(onTheWay);
    const first = ofTheBranch.filter(commit => descendants.has(commit)).at(-1);
    if (!first) {
      return head;
    }
    const { stdout } = await this.#objects(['rev-parse', `${first}^1`]);
    return stdout.trim() === head ? head : first;
  }

  /** @returns Value of a trailer of the commit's message, if it has exactly one of that name */
  async trailer(commit: string, name: string): Promise<string | undefined> {
    const { stdout } = await this.#objects([
      'log',
      '-1',
      '--no-show-signature',
      `--format=%(trailers:key=${name},valueonly)`,
      commit,
      '--',
    ]);
    const values = stdout.split('\n').filter(Boolean);
    return values.length === 1 ? values[0].trim() : undefined;
  }

  async #revisions(args: string[]): Promise<string[]> {
    const { stdout } = await this.#objects(['rev-list', ...args, '--']);
    return stdout.split('\n').filter(Boolean);
  }

  #refs(
    args: readonly string[],
    call: { input?: string; accept?: readonly number[] } = {},
  ): Promise<GitResult> {
    return runGit(args, { env: this.#refsEnv, ...call });
  }

  #objects(
    args: readonly string[],
    call: {
      input?: string;
      accept?: readonly number[];
      env?: Record<string, string>;
    } = {},
  ): Promise<GitResult> {
    return runGit(args, { ...call, env: { ...this.#objectsEnv, ...call.env } });
  }
}
