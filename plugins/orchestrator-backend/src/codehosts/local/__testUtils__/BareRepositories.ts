import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Real bare repositories in a temporary folder, written to with git's own plumbing. */
export class BareRepositories {
  readonly directory = mkdtempSync(join(tmpdir(), 'local-code-host-'));

  path(name: string): string {
    return join(this.directory, `${name}.git`);
  }

  /** Makes a repository whose `main` has the files in one commit, and returns that. */
  create(name: string, files: Record<string, string>): string {
    execFileSync('git', [
      'init',
      '--quiet',
      '--bare',
      '--initial-branch=main',
      this.path(name),
    ]);
    return this.commit(name, 'main', files);
  }

  /** Adds a commit to a branch, which starts at `from` (default: at itself), and returns it. */
  commit(
    name: string,
    branch: string,
    files: Record<string, string>,
    from?: string,
  ): string {
    const parent = from ?? this.tip(name, branch);
    const env = { GIT_INDEX_FILE: join(this.path(name), 'test-index') };
    this.git(name, ['read-tree', ...(parent ? [parent] : ['--empty'])], {
      env,
    });
    for (const [path, content] of Object.entries(files)) {
      const blob = this.git(name, ['hash-object', '-w', '--stdin'], {
        input: content,
      });
      this.git(
        name,
        ['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`],
        { env },
      );
    }
    const tree = this.git(name, ['write-tree'], { env });
    const commit = this.git(name, [
      'commit-tree',
      tree,
      ...(parent ? ['-p', parent] : []),
      '-m',
      `Change ${Object.keys(files).join(', ')}`,
    ]);
    this.git(name, ['update-ref', `refs/heads/${branch}`, commit]);
    return commit;
  }

  tip(name: string, branch: string): string | undefined {
    const found = this.git(name, [
      'for-each-ref',
      '--format=%(objectname)',
      `refs/heads/${branch}`,
    ]);
    return found || undefined;
  }

  git(
    name: string,
    args: string[],
    options: { input?: string; env?: Record<string, string> } = {},
  ): string {
    return execFileSync('git', args, {
      cwd: this.path(name),
      input: options.input ?? '',
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        GIT_DIR: this.path(name),
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_AUTHOR_NAME: 'Ana',
        GIT_AUTHOR_EMAIL: 'ana@example.com',
        GIT_COMMITTER_NAME: 'Ana',
        GIT_COMMITTER_EMAIL: 'ana@example.com',
        ...options.env,
      },
    }).trim();
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
