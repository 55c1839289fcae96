import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBranch, readHead, readParents } from './readRepository';
import {
  TestRepository,
  testFolders,
  writeTestFiles,
} from './testing/TestRepository';

const folders = testFolders();
const ONE = '1'.repeat(40);
const TWO = '2'.repeat(40);

describe('readBranch', () => {
  it.each<[string, string | undefined, Record<string, string>]>([
    ['a file', ONE, { 'refs/heads/a/b': `${ONE}\n` }],
    [
      'packed-refs',
      TWO,
      {
        'packed-refs': `# pack-refs with: peeled fully-peeled sorted \n${ONE} refs/heads/a\n${ONE} refs/heads/a/b/c\n${TWO} refs/heads/a/b\n^${ONE}\n`,
      },
    ],
    [
      'the file, where packed-refs has an older one',
      ONE,
      {
        'refs/heads/a/b': `${ONE}\n`,
        'packed-refs': `${TWO} refs/heads/a/b\n`,
      },
    ],
    [
      'packed-refs, where a file is in the way',
      TWO,
      { 'refs/heads/a': ONE, 'packed-refs': `${TWO} refs/heads/a/b\n` },
    ],
    [
      'packed-refs, where a folder is in the way',
      TWO,
      { 'refs/heads/a/b/c': ONE, 'packed-refs': `${TWO} refs/heads/a/b\n` },
    ],
    ['nothing', undefined, {}],
    [
      'a symbolic reference as nothing',
      undefined,
      { 'refs/heads/a/b': 'ref: refs/heads/main\n' },
    ],
    ['a half file as nothing', undefined, { 'refs/heads/a/b': '111' }],
    [
      'SHA-256 as nothing',
      undefined,
      { 'packed-refs': `${'1'.repeat(64)} refs/heads/a/b\n` },
    ],
  ])('reads %s', async (_, commit, files) => {
    const folder = folders.make();
    writeTestFiles(folder, files);
    expect(await readBranch(folder, 'a/b')).toBe(commit);
  });

  it('agrees with git, before and after it packs', async () => {
    const repository = new TestRepository(folders.make(), 'x', { a: '1' });
    const commit = repository.bareGit('rev-parse', 'main');
    expect(await readBranch(repository.bare, 'main')).toBe(commit);
    repository.bareGit('pack-refs', '--all');
    expect(await readBranch(repository.bare, 'main')).toBe(commit);
    expect(await readHead(repository.bare)).toBe('main');
  });

  it('does not leave the folder', async () => {
    await expect(
      readBranch(folders.make(), '../../../etc/passwd'),
    ).rejects.toThrow(/name of a branch/);
  });
});

describe('readParents', () => {
  it('agrees with git, as long as the commit is not packed', async () => {
    const repository = new TestRepository(folders.make(), 'x', { a: '1' });
    const first = repository.bareGit('rev-parse', 'main');
    const side = repository.commit(`Side\n\nparent ${ONE}`, { b: '1' }, 'side');
    const second = repository.commit('Second', { a: '2' });
    const parentsOf = (commit: string) => readParents(repository.bare, commit);
    expect(await parentsOf(first)).toEqual([]);
    expect(await parentsOf(side)).toEqual([first]);
    expect(await parentsOf(second)).toEqual(
      repository.bareGit('rev-parse', `${second}^@`).split('\n'),
    );
    const merge = repository.merge('side');
    expect(await parentsOf(merge)).toEqual(
      repository.bareGit('rev-parse', `${merge}^@`).split('\n'),
    );
    expect(
      await parentsOf(repository.bareGit('rev-parse', `${first}^{tree}`)),
    ).toBeUndefined();
    repository.bareGit('repack', '-adq');
    expect(await parentsOf(first)).toBeUndefined();
  });

  it('leaves to git what is no object', async () => {
    const folder = folders.make();
    writeTestFiles(folder, { [`objects/11/${'1'.repeat(38)}`]: 'x' });
    expect(await readParents(folder, ONE)).toBeUndefined();
  });
});

describe('readHead', () => {
  it.each([
    ['ref: refs/heads/a/b\n', 'a/b'],
    ['ref: refs/heads/.invalid\n', undefined],
    ['ref: refs/other\n', undefined],
    [`${ONE}\n`, undefined],
  ])('reads %j', async (text, branch) => {
    const folder = folders.make();
    writeFileSync(join(folder, 'HEAD'), text);
    expect(await readHead(folder)).toBe(branch);
  });
});
