import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Content of a file, or where a link leads. */
export type TestFile = string | { link: string } | { executable: string };

const PERSON = ['-c', 'user.name=Ana', '-c', 'user.email=ana@example.com'];

/** Folders that are gone after the test file. */
export function testFolders(): { make(): string } {
  const made: string[] = [];
  afterAll(() =>
    made.forEach(folder => rmSync(folder, { recursive: true, force: true })),
  );
  return {
    make() {
      const folder = mkdtempSync(join(tmpdir(), 'orchestrator-test-'));
      made.push(folder);
      return folder;
    },
  };
}

/** A bare repository on disk, as a code host has it, and a clone through which a person works on it. */
export class TestRepository {
  readonly bare: string;
  readonly #clone: string;

  constructor(folder: string, name: string, files: Record<string, TestFile>) {
    this.bare = join(folder, `${name}.git`);
    this.#clone = join(folder, `${name}-clone`);
    run(folder, ['init', '--quiet', '--bare', '-b', 'main', this.bare]);
    run(folder, ['clone', '--quiet', this.bare, this.#clone]);
    run(this.#clone, ['checkout', '--quiet', '-B', 'main']);
    this.commit('First', files);
  }

  /** Commits files on a branch, and pushes it; returns the commit. */
  commit(
    message: string,
    files: Record<string, TestFile | undefined>,
    branch: string = 'main',
  ): string {
    this.git('checkout', '--quiet', '-B', branch);
    for (const [path, content] of Object.entries(files)) {
      const place = join(this.#clone, path);
      rmSync(place, { recursive: true, force: true });
      if (content !== undefined) {
        writeTestFile(place, content);
      }
    }
    this.git('add', '--all', '--force');
    this.git('commit', '--quiet', '--allow-empty', '-m', message);
    this.git(
      'push',
      '--quiet',
      '--force',
      'origin',
      `HEAD:refs/heads/${branch}`,
    );
    const commit = this.git('rev-parse', 'HEAD');
    this.git('checkout', '--quiet', 'main');
    return commit;
  }

  /** Merges a branch into main with a merge commit, or in one commit; returns that commit. */
  merge(branch: string, how: 'merge' | 'squash' = 'merge'): string {
    this.git('fetch', '--quiet', 'origin');
    this.git('reset', '--quiet', '--hard', 'origin/main');
    if (how === 'merge') {
      this.git(
        'merge',
        '--quiet',
        '--no-ff',
        '-m',
        `Merge ${branch}`,
        `origin/${branch}`,
      );
    } else {
      this.git('merge', '--quiet', '--squash', `origin/${branch}`);
      this.git('commit', '--quiet', '-m', `Squash ${branch}`);
    }
    this.git('push', '--quiet', 'origin', 'main');
    return this.git('rev-parse', 'HEAD');
  }

  /** Runs git in the clone. */
  git(...args: string[]): string {
    return run(this.#clone, args);
  }

  /** Runs git in the bare repository. */
  bareGit(...args: string[]): string {
    return run(this.bare, args);
  }

  /** Branches on the code host. */
  branches(): string[] {
    return this.bareGit(
      'for-each-ref',
      '--format=%(refname:short)',
      'refs/heads',
    )
      .split('\n')
      .filter(Boolean)
      .sort();
  }

  /** A file of a branch. */
  show(branch: string, path: string): string {
    return this.bareGit('show', `${branch}:${path}`);
  }
}

/** Writes files below a folder, and the folders that they need. */
export function writeTestFiles(
  folder: string,
  files: Record<string, TestFile>,
): void {
  for (const [path, content] of Object.entries(files)) {
    writeTestFile(join(folder, path), content);
  }
}

/** All entries below a folder, to see that nothing was left there. */
export function listAll(folder: string): string[] {
  return readdirSync(folder, { recursive: true }).map(String).sort();
}

function writeTestFile(place: string, content: TestFile): void {
  mkdirSync(dirname(place), { recursive: true });
  if (typeof content === 'string') {
    writeFileSync(place, content);
  } else if ('link' in content) {
    symlinkSync(content.link, place);
  } else {
    writeFileSync(place, content.executable, { mode: 0o755 });
  }
}

function run(folder: string, args: string[]): string {
  return execFileSync('git', [...PERSON, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trimEnd();
}
