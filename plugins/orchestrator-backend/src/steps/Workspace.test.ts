import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import {
  testFolders,
  writeTestFiles,
  type TestFile,
} from '../git/testing/TestRepository';
import { isGitFolder, MAX_FILE_BYTES, Workspace } from './Workspace';

const folders = testFolders();

async function fixture(files: Record<string, TestFile>, path?: string) {
  const folder = realpathSync(folders.make());
  const checkout = join(folder, 'tree');
  writeTestFiles(folder, { 'secret.txt': 'secret', 'tree/keep': '' });
  writeTestFiles(checkout, files);
  return { folder, checkout, workspace: await Workspace.open(checkout, path) };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.catch(thrown => thrown);
  return error instanceof FailureError
    ? error.failure.code
    : `no failure: ${String(error)}`;
}

describe('Workspace', () => {
  it('reads and writes below the folder of the target and keeps the mode of a file', async () => {
    const { workspace, checkout } = await fixture(
      { 'sub/run.sh': { executable: 'old and long' } },
      'sub',
    );
    expect(await workspace.read('none')).toBeUndefined();
    expect(await workspace.read('run.sh/none')).toBeUndefined();
    expect((await workspace.read('./run.sh'))?.toString()).toBe('old and long');
    await workspace.write('run.sh', 'new');
    await workspace.write('a/b/c', 'made');
    expect(readFileSync(join(checkout, 'sub/run.sh'), 'utf8')).toBe('new');
    expect(statSync(join(checkout, 'sub/run.sh')).mode % 0o1000).toBe(0o755);
    expect(readFileSync(join(checkout, 'sub/a/b/c'), 'utf8')).toBe('made');
    expect(await codeOf(workspace.write('run.sh/x', 'x'))).toBe('stepFailed');
  });

  it.each([
    '/etc/passwd',
    '../secret.txt',
    'a/../../secret.txt',
    '..',
    '.',
    '',
    'a\0b',
    '..\\secret.txt',
    '.git/config',
    'a/.GIT/hooks/x',
    '.git',
    '.g\u200cit/config',
    '.git./config',
    'GIT~1/config',
    '.git::$INDEX_ALLOCATION/x',
  ])('refuses the path %j', async path => {
    const { workspace } = await fixture({});
    expect(await codeOf(workspace.read(path))).toBe('pathEscapes');
    expect(await codeOf(workspace.write(path, 'x'))).toBe('pathEscapes');
  });

  it('refuses links that leave the checkout, as files, as folders, in chains and to nowhere', async () => {
    const { workspace, folder } = await fixture({
      file: { link: '../secret.txt' },
      absolute: { link: '/etc/passwd' },
      folder: { link: '..' },
      nowhere: { link: '../made-by-link' },
      loop: { link: 'loop' },
      one: { link: 'two' },
      two: { link: 'folder' },
    });
    for (const path of [
      'file',
      'absolute',
      'folder/secret.txt',
      'folder/new',
      'nowhere',
      'nowhere/x',
      'loop',
      'one/secret.txt',
    ]) {
      expect([path, await codeOf(workspace.read(path))]).toEqual([
        path,
        'pathEscapes',
      ]);
      expect([path, await codeOf(workspace.write(path, 'x'))]).toEqual([
        path,
        'pathEscapes',
      ]);
    }
    expect(readFileSync(join(folder, 'secret.txt'), 'utf8')).toBe('secret');
    expect(existsSync(join(folder, 'made-by-link'))).toBe(false);
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });

  it('refuses a very deep chain of links', async () => {
    const links = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [
        `l${index}`,
        { link: `l${index + 1}` },
      ]),
    );
    const { workspace } = await fixture({ ...links, l100: 'end' });
    expect(await codeOf(workspace.read('l0'))).toBe('pathEscapes');
  });

  it('follows links inside the checkout', async () => {
    const { workspace, checkout } = await fixture({
      'real/file': 'x',
      folder: { link: 'real' },
      file: { link: 'real/file' },
    });
    expect((await workspace.read('folder/file'))?.toString()).toBe('x');
    await workspace.write('file', 'y');
    await workspace.write('folder/more/new', 'z');
    expect(readFileSync(join(checkout, 'real/file'), 'utf8')).toBe('y');
    expect(readFileSync(join(checkout, 'real/more/new'), 'utf8')).toBe('z');
  });

  it('refuses a target whose path is missing, a file, or leads out', async () => {
    const { checkout } = await fixture({ file: 'x', out: { link: '..' } });
    expect(await codeOf(Workspace.open(checkout, 'none'))).toBe('pathMissing');
    expect(await codeOf(Workspace.open(checkout, 'file'))).toBe('pathMissing');
    expect(await codeOf(Workspace.open(checkout, 'out'))).toBe('pathEscapes');
    expect(await codeOf(Workspace.open(checkout, '../tree'))).toBe(
      'pathEscapes',
    );
  });

  it('does not wait for pipes, open folders or read very long files', async () => {
    const { workspace, checkout } = await fixture({
      'folder/x': '',
      long: 'x'.repeat(MAX_FILE_BYTES + 1),
    });
    execFileSync('mkfifo', [join(checkout, 'pipe')]);
    expect(await codeOf(workspace.read('pipe'))).toBe('stepFailed');
    expect(await codeOf(workspace.write('pipe', 'x'))).toBe('stepFailed');
    expect(await codeOf(workspace.read('folder'))).toBe('stepFailed');
    expect(await codeOf(workspace.read('long'))).toBe('stepFailed');
    expect(await workspace.isLong('long')).toBe(true);
    expect(await workspace.isLong('none')).toBe(false);
  });

  it('lists ordinary files, without links and without git', async () => {
    const { workspace } = await fixture({
      'b.txt': '',
      'a/c.txt': '',
      'a/.git/config': '',
      'sub/.hidden': '',
      out: { link: '..' },
      'link.txt': { link: 'b.txt' },
    });
    expect(await workspace.list(() => true)).toEqual([
      'a/c.txt',
      'b.txt',
      'keep',
      'sub/.hidden',
    ]);
    expect(await workspace.list(path => path.endsWith('.txt'))).toEqual([
      'a/c.txt',
      'b.txt',
    ]);
  });

  it.each(['.gitignore', '.github', 'git', 'x.git', '.git2', 'git~2'])(
    'takes %s for an ordinary name',
    name => {
      expect(isGitFolder(name)).toBe(false);
    },
  );
});
