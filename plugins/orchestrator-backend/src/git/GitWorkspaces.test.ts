import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { AroundRemoteCall } from './Git';
import { GitWorkspaces, type FetchedRepository } from './GitWorkspaces';
import { moveObjects } from './moveObjects';
import {
  listAll,
  TestRepository,
  testFolders,
  writeTestFiles,
  type TestFile,
} from './testing/TestRepository';

// Real programs, on machines that may be busy.
jest.setTimeout(30_000);

const folders = testFolders();
const signal = new AbortController().signal;
const REF = { host: 'disk', name: 'x' };

async function fixture(
  files: Record<string, TestFile> = { a: '1\n' },
  options: Partial<Parameters<typeof GitWorkspaces.create>[0]> = {},
) {
  const folder = realpathSync(folders.make());
  const repository = new TestRepository(folder, 'x', files);
  const workDir = join(folder, 'work');
  const git = await GitWorkspaces.create({ workDir, ...options });
  const access = {
    url: repository.bare,
    defaultBranch: 'main',
    archived: false,
  };
  const mirror = () =>
    join(workDir, 'mirrors', readdirSync(join(workDir, 'mirrors'))[0]);
  return { folder, repository, workDir, git, access, mirror };
}

async function failureOf(
  work: Promise<unknown>,
): Promise<FailureError['failure']> {
  const error = await work.catch(thrown => thrown);
  if (error instanceof FailureError) {
    return error.failure;
  }
  throw new Error(`No failure: ${String(error)}`);
}

/** Names a program in every place where git looks for one; returns the file that it would leave. */
function setTraps(folder: string, repository: TestRepository): string {
  const pwned = join(folder, 'pwned');
  const program = `#!/bin/sh\ntouch ${pwned}\nexec "$@"\n`;
  const hooks = [
    'pre-receive',
    'update',
    'post-receive',
    'post-update',
    'reference-transaction',
    'proc-receive',
    'push-to-checkout',
  ];
  writeTestFiles(folder, { evil: { executable: program } });
  writeTestFiles(
    repository.bare,
    Object.fromEntries(
      hooks.map(hook => [`hooks/${hook}`, { executable: program }]),
    ),
  );
  for (const name of [
    'uploadpack.packObjectsHook',
    'core.fsmonitor',
    'core.alternateRefsCommand',
    'core.sshCommand',
    'core.pager',
    'core.editor',
    'diff.external',
    'alias.update-ref',
  ]) {
    repository.bareGit('config', name, join(folder, 'evil'));
  }
  repository.bareGit(
    'config',
    'core.hooksPath',
    join(repository.bare, 'hooks'),
  );
  return pwned;
}

/** Makes a tree that would write into git's own folder the newest of main. */
function pushTreeWithGitFolder(repository: TestRepository): void {
  const inner = repository.commit('Inner', { 'git/config': 'x' }, 'inner');
  const innerTree = repository.git('rev-parse', `${inner}:git`);
  const evil = Buffer.concat([
    Buffer.from('40000 .git\0'),
    Buffer.from(innerTree, 'hex'),
  ]);
  writeFileSync(join(repository.bare, 'evil-tree'), evil);
  const tree = repository.git(
    'hash-object',
    '-t',
    'tree',
    '-w',
    '--literally',
    join(repository.bare, 'evil-tree'),
  );
  const commit = repository.git('commit-tree', tree, '-m', 'evil');
  repository.git(
    'push',
    '--quiet',
    '--force',
    'origin',
    `${commit}:refs/heads/main`,
  );
}

/** The file `a` of the fixture goes from 1 to 2. */
const PATCH = Buffer.from(
  'diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-1\n+2\n',
);

/** Applies a patch to the base, with or without files, and commits it. */
async function commitPatch(
  fetched: FetchedRepository,
  options?: { files: boolean },
) {
  const checkout = await fetched.checkOut(signal, options);
  const commit = await checkout.commit(
    {
      tree: await checkout.applyPatch(PATCH, signal),
      message: 'Ours',
      identity: { name: 'O', email: 'o@x' },
      date: new Date(0),
    },
    signal,
  );
  return { checkout, commit };
}

describe.each([
  ['in place', true],
  ['through a mirror', false],
])('GitWorkspaces with a repository on this disk, %s', (_, inPlace) => {
  it('checks the newest base out, without a .git folder, and leaves other branches where they are', async () => {
    const { repository, git, access, workDir } = await fixture(
      { 'sub/a': '1\n', run: { executable: 'x' }, link: { link: 'run' } },
      { inPlace },
    );
    repository.commit('Other', { b: '1' }, 'other');
    const first = await (await git.fetch(REF, access, signal)).checkOut(signal);
    expect(listAll(first.root)).toEqual(['link', 'run', 'sub', 'sub/a']);
    const commit = repository.commit('Second', { 'sub/a': '2\n' });
    const fetched = await git.fetch(REF, access, signal);
    expect(fetched).toMatchObject({ baseCommit: commit, baseBranch: 'main' });
    const second = await fetched.checkOut(signal);
    expect(readFileSync(join(second.root, 'sub/a'), 'utf8')).toBe('2\n');
    expect(readFileSync(join(first.root, 'sub/a'), 'utf8')).toBe('1\n');
    expect(
      listAll(workDir).filter(name => /refs.heads.other/.test(name)),
    ).toEqual([]);
    expect(readdirSync(join(workDir, 'mirrors'))).toHaveLength(inPlace ? 0 : 1);
    await Promise.all([first.remove(), second.remove()]);
    expect(existsSync(first.folder)).toBe(false);
  });

  it('meets a branch that appeared meanwhile, and says whose it is', async () => {
    const { repository, git, access } = await fixture(undefined, { inPlace });
    const fetched = await git.fetch(REF, access, signal);
    const { checkout, commit } = await commitPatch(fetched);
    const theirs = repository.commit('Theirs', { b: '1' }, 'feature');
    const push = (expected?: string) =>
      checkout.push('feature', commit, expected, signal);
    expect(await failureOf(push())).toMatchObject({
      class: 'transient',
      code: 'pushRejected',
    });
    expect((await fetched.branchCommits('feature', signal))?.[0]).toMatchObject(
      { committer: 'Ana <ana@example.com>' },
    );
    expect(await fetched.branchCommits('none', signal)).toBeUndefined();
    expect(await fetched.branchCommits('main', signal)).toHaveLength(1);
    expect(await failureOf(push(fetched.baseCommit))).toMatchObject({
      code: 'pushRejected',
    });
    await push(theirs);
    await push();
    expect(repository.show('feature', 'a')).toBe('2');
  });

  it.each([true, false])(
    'applies the same patch to the same commit, files: %s',
    async files => {
      const { repository, git, access } = await fixture(undefined, { inPlace });
      const fetched = await git.fetch(REF, access, signal);
      const { checkout, commit } = await commitPatch(fetched, { files });
      expect(existsSync(join(checkout.root, 'a'))).toBe(files);
      await checkout.push('feature', commit, undefined, signal);
      expect(repository.bareGit('rev-parse', 'feature')).toBe(
        (await commitPatch(fetched)).commit,
      );
      expect(repository.bareGit('fsck', '--strict')).toBe('');
      await checkout.remove();
      expect(repository.show('feature', 'a')).toBe('2');
    },
  );

  it('gives the repository nothing but the commit', async () => {
    const { repository, git, access } = await fixture(undefined, { inPlace });
    const checkout = await (
      await git.fetch(REF, access, signal)
    ).checkOut(signal);
    writeFileSync(join(checkout.root, 'a'), 'a secret\n');
    await checkout.tree(signal);
    writeFileSync(join(checkout.root, 'a'), '2\n');
    const commit = await checkout.commit(
      {
        tree: await checkout.tree(signal),
        message: 'Ours',
        identity: { name: 'O', email: 'o@x' },
        date: new Date(0),
      },
      signal,
    );
    await checkout.push('feature', commit, undefined, signal);
    expect(repository.show('feature', 'a')).toBe('2');
    expect(repository.bareGit('fsck', '--unreachable')).toBe('');
  });

  it.each([true, false])(
    'refuses a tree with a .git folder in it, files: %s',
    async files => {
      const { repository, git, access } = await fixture(undefined, { inPlace });
      pushTreeWithGitFolder(repository);
      const change = async () =>
        commitPatch(await git.fetch(REF, access, signal), { files });
      expect(await failureOf(change())).toMatchObject({
        class: 'permanent',
        code: 'repositoryUnsafe',
      });
    },
  );

  it.each([true, false])(
    'does not write through a link that takes the place of a folder, files: %s',
    async files => {
      const { folder, repository, git, access } = await fixture(
        { 'sub/a': '1\n' },
        { inPlace },
      );
      mkdirSync(join(folder, 'outside'));
      repository.commit('Link', { sub: { link: join(folder, 'outside') } });
      const checkout = await (
        await git.fetch(REF, access, signal)
      ).checkOut(signal, { files });
      const patch = Buffer.from(
        'diff --git a/sub/evil b/sub/evil\nnew file mode 100644\nindex 0000000..d00491f\n--- /dev/null\n+++ b/sub/evil\n@@ -0,0 +1 @@\n+1\n',
      );
      expect(await failureOf(checkout.applyPatch(patch, signal))).toMatchObject(
        { code: 'patchFailed' },
      );
      expect(readdirSync(join(folder, 'outside'))).toEqual([]);
    },
  );

  it('runs no hook and no program that the settings of the repository name', async () => {
    const { folder, repository, git, access } = await fixture(undefined, {
      inPlace,
    });
    const pwned = setTraps(folder, repository);
    const fetched = await git.fetch(REF, access, signal);
    const { checkout, commit } = await commitPatch(fetched, { files: false });
    await checkout.push('feature', commit, undefined, signal);
    expect(await fetched.branchCommits('feature', signal)).toHaveLength(1);
    expect(repository.branches()).toEqual(['feature', 'main']);
    expect(existsSync(pwned)).toBe(false);
    // The traps are real ones: git springs them when it is called without care.
    expect(() =>
      repository.bareGit('update-ref', 'refs/heads/other', commit),
    ).toThrow(/hook/);
    expect(existsSync(pwned)).toBe(true);
  });

  it('fetches nothing that the repository says it has elsewhere', async () => {
    const { folder, repository, git, access } = await fixture(undefined, {
      inPlace,
    });
    const pwned = join(folder, 'pwned');
    for (const [name, value] of [
      ['core.repositoryformatversion', '1'],
      ['extensions.partialClone', 'evil'],
      ['remote.evil.promisor', 'true'],
      ['remote.evil.url', `ext::touch ${pwned}`],
      ['protocol.ext.allow', 'always'],
    ]) {
      repository.bareGit('config', name, value);
    }
    const blob = repository.bareGit('rev-parse', 'main:a');
    rmSync(join(repository.bare, 'objects', blob.slice(0, 2), blob.slice(2)));
    const checkOut = async () =>
      (await git.fetch(REF, access, signal)).checkOut(signal);
    expect(await failureOf(checkOut())).toMatchObject({ code: 'cloneFailed' });
    expect(existsSync(pwned)).toBe(false);
    expect(() => repository.show('main', 'a')).toThrow();
    expect(existsSync(pwned)).toBe(true);
  });

  it('reads what a commit holds, whatever the repository puts in its place', async () => {
    const { repository, git, access } = await fixture(undefined, { inPlace });
    const main = repository.bareGit('rev-parse', 'main');
    const other = repository.commit('Other', { a: 'other\n' }, 'other');
    repository.bareGit('replace', main, other);
    const checkout = await (
      await git.fetch(REF, access, signal)
    ).checkOut(signal);
    expect(readFileSync(join(checkout.root, 'a'), 'utf8')).toBe('1\n');
  });
});

describe('GitWorkspaces in place', () => {
  it('leaves a repository alone until something is pushed', async () => {
    const { repository, git, access } = await fixture();
    const before = listAll(repository.bare);
    const fetched = await git.fetch(REF, access, signal);
    const { checkout } = await commitPatch(fetched);
    writeFileSync(join(checkout.root, 'b'), '1\n');
    await checkout.diff(signal);
    await checkout.remove();
    expect(listAll(repository.bare)).toEqual(before);
  });

  it('pushes again what a killed process had brought half-way', async () => {
    const { repository, git, access } = await fixture();
    const fetched = await git.fetch(REF, access, signal);
    const first = await commitPatch(fetched);
    await moveObjects(
      join(first.checkout.folder, 'git/objects'),
      join(repository.bare, 'objects'),
    );
    const { checkout, commit } = await commitPatch(fetched);
    await checkout.push('feature', commit, undefined, signal);
    expect(repository.show('feature', 'a')).toBe('2');
  });

  it('lets those write on who may write into the repository', async () => {
    const { repository, git, access } = await fixture();
    const objects = join(repository.bare, 'objects');
    chmodSync(objects, 0o2775);
    const before = new Set(readdirSync(objects));
    const fetched = await git.fetch(REF, access, signal);
    const { checkout, commit } = await commitPatch(fetched);
    await checkout.push('feature', commit, undefined, signal);
    const made = readdirSync(objects).filter(name => !before.has(name));
    expect(made).not.toEqual([]);
    for (const name of made) {
      // eslint-disable-next-line no-bitwise
      expect(statSync(join(objects, name)).mode & 0o7777).toBe(0o2775);
    }
  });

  it('says why a repository does not take a push', async () => {
    const { repository, git, access } = await fixture();
    const fetched = await git.fetch(REF, access, signal);
    const { checkout, commit } = await commitPatch(fetched);
    rmSync(join(repository.bare, 'objects'), { recursive: true });
    writeFileSync(join(repository.bare, 'objects'), '');
    expect(
      await failureOf(checkout.push('feature', commit, undefined, signal)),
    ).toMatchObject({ class: 'transient', code: 'pushFailed' });
  });

  it('speaks git to a repository that it can not read itself', async () => {
    const { repository, git, access, workDir } = await fixture();
    repository.bareGit('branch', '-m', 'main', 'trunk');
    repository.bareGit('symbolic-ref', 'refs/heads/main', 'refs/heads/trunk');
    const fetched = await git.fetch(REF, access, signal);
    expect(fetched.baseCommit).toBe(repository.bareGit('rev-parse', 'trunk'));
    expect(readdirSync(join(workDir, 'mirrors'))).toHaveLength(1);
  });

  it('refuses to take the files in where there are none', async () => {
    const { git, access } = await fixture();
    const checkout = await (
      await git.fetch(REF, access, signal)
    ).checkOut(signal, { files: false });
    await expect(checkout.diff(signal)).rejects.toThrow('without files');
  });
});

describe('GitWorkspaces', () => {
  it('serves the targets of a monorepo at the same time from one mirror', async () => {
    const { git, access, workDir } = await fixture(undefined, {
      inPlace: false,
    });
    const all = await Promise.all(
      Array.from({ length: 8 }, async () =>
        (await git.fetch(REF, access, signal)).checkOut(signal),
      ),
    );
    expect(new Set(all.map(checkout => checkout.root)).size).toBe(8);
    expect(readdirSync(join(workDir, 'mirrors'))).toHaveLength(1);
  });

  it('leaves file contents out of the mirror until they are checked out, where asked to', async () => {
    const { repository, git, access, mirror } = await fixture(
      { a: 'old\n' },
      { partialClone: true },
    );
    repository.commit('Second', { a: 'new\n' });
    const fetched = await git.fetch(
      REF,
      { ...access, url: `file://${repository.bare}` },
      signal,
    );
    const missing = () =>
      repository
        .git(
          '--git-dir',
          mirror(),
          'rev-list',
          '--objects',
          '--all',
          '--missing=print',
        )
        .match(/^\?/gm)?.length ?? 0;
    expect(missing()).toBe(2);
    const checkout = await fetched.checkOut(signal);
    expect(readFileSync(join(checkout.root, 'a'), 'utf8')).toBe('new\n');
    expect(missing()).toBe(1);
    writeFileSync(join(checkout.root, 'a'), 'newer\n');
    expect((await checkout.diff(signal))?.patch.toString()).toContain(
      '-new\n+newer\n',
    );
  });

  it('asks for the contents of files that are not here, and for no others', async () => {
    const around = jest.fn((_command: string, call: () => Promise<unknown>) =>
      call(),
    ) as AroundRemoteCall & jest.Mock;
    const { repository, git, access } = await fixture(
      { a: 'one\n', b: 'two\n' },
      { partialClone: true, around },
    );
    const fetched = await git.fetch(
      REF,
      { ...access, url: `file://${repository.bare}` },
      signal,
    );
    const [a, b] = ['a', 'b'].map(file =>
      repository.bareGit('rev-parse', `main:${file}`),
    );
    const fetches = async (...ids: string[]) => {
      around.mockClear();
      const texts = await fetched.texts(ids, signal);
      return [around.mock.calls.length, ids.map(id => texts.get(id))];
    };
    expect(await fetches(a)).toEqual([1, ['one\n']]);
    expect(await fetches(a)).toEqual([0, ['one\n']]);
    expect(await fetches(a, b)).toEqual([1, ['one\n', 'two\n']]);
    expect(await fetches(b, a)).toEqual([0, ['two\n', 'one\n']]);
  });

  it('starts afresh after a crash: unfinished mirrors, old checkouts and locks are gone', async () => {
    const { git, access, workDir, mirror } = await fixture(undefined, {
      inPlace: false,
    });
    const old = await (await git.fetch(REF, access, signal)).checkOut(signal);
    mkdirSync(join(workDir, 'mirrors/new-half'));
    writeFileSync(join(mirror(), 'refs/heads/main.lock'), '');
    const next = await GitWorkspaces.create({ workDir, inPlace: false });
    expect(existsSync(old.folder)).toBe(false);
    expect(readdirSync(join(workDir, 'mirrors'))).toHaveLength(1);
    await next.fetch(REF, access, signal);
  });

  it.each<[string, (mirror: string) => void]>([
    [
      'a lock',
      mirror => writeFileSync(join(mirror, 'refs/heads/main.lock'), ''),
    ],
    [
      'a broken reference',
      mirror => writeFileSync(join(mirror, 'refs/heads/main'), ''),
    ],
    ['broken settings', mirror => writeFileSync(join(mirror, 'config'), '[[[')],
  ])('builds a mirror again that has %s', async (_, harm) => {
    const { repository, git, access, mirror } = await fixture(undefined, {
      inPlace: false,
    });
    await git.fetch(REF, access, signal);
    harm(mirror());
    const commit = repository.commit('Second', { a: '2\n' });
    expect((await git.fetch(REF, access, signal)).baseCommit).toBe(commit);
  });

  it('sorts what goes wrong', async () => {
    const { folder, git, access } = await fixture();
    const fetch = (change: Partial<typeof access>) =>
      failureOf(
        git.fetch({ ...REF, name: 'y' }, { ...access, ...change }, signal),
      );
    expect(await fetch({ url: join(folder, 'none') })).toMatchObject({
      class: 'permanent',
      code: 'repositoryNotFound',
    });
    expect(await fetch({ defaultBranch: 'none' })).toMatchObject({
      class: 'permanent',
      code: 'branchMissing',
    });
    expect(await fetch({ url: 'https://127.0.0.1:1/x' })).toMatchObject({
      class: 'transient',
      code: 'cloneFailed',
    });
    expect(
      await failureOf(git.fetch(REF, access, AbortSignal.abort())),
    ).toMatchObject({ class: 'cancelled' });
  });
});

describe('GitWorkspaces under attack', () => {
  it.each(['ext::sh -c touch% PWNED', '--upload-pack=touch PWNED', 'fd::3'])(
    'does not speak to %s',
    async url => {
      const { folder, git, access } = await fixture();
      const attack = url.replace('PWNED', join(folder, 'pwned'));
      expect(
        await failureOf(git.fetch(REF, { ...access, url: attack }, signal)),
      ).toMatchObject({ code: 'protocolNotAllowed' });
      expect(existsSync(join(folder, 'pwned'))).toBe(false);
    },
  );

  it.each(['--upload-pack=touch pwned', '-q', 'a:b', '../main'])(
    'refuses the branch %s',
    async defaultBranch => {
      const { git, access } = await fixture();
      expect(
        await failureOf(git.fetch(REF, { ...access, defaultBranch }, signal)),
      ).toMatchObject({ code: 'invalidBranch' });
    },
  );

  it('runs no filter and no diff driver that files of the repository name', async () => {
    const { folder, repository, git, access } = await fixture({
      '.gitattributes':
        '* filter=evil diff=evil merge=evil ident export-subst\n',
      '.gitconfig':
        '[filter "evil"]\n\tclean = touch pwned\n\tsmudge = touch pwned\n[diff "evil"]\n\ttextconv = touch pwned\n',
      '.lfsconfig': '[lfs]\n\turl = ext::touch pwned\n',
      a: '$Id$\n',
    });
    const checkout = await (
      await git.fetch(REF, access, signal)
    ).checkOut(signal);
    writeFileSync(join(checkout.root, 'a'), '2\n');
    expect((await checkout.diff(signal))?.files).toHaveLength(1);
    expect(
      [
        ...listAll(checkout.folder),
        ...listAll(repository.bare),
        ...readdirSync(folder),
      ].filter(name => name.includes('pwned')),
    ).toEqual([]);
  });

  it('leaves submodules alone', async () => {
    const { folder, repository, git, access } = await fixture();
    repository.git(
      'update-index',
      '--add',
      '--cacheinfo',
      `160000,${'1'.repeat(40)},sub`,
    );
    writeFileSync(
      join(folder, 'x-clone/.gitmodules'),
      '[submodule "sub"]\n\tpath = sub\n\turl = ext::touch pwned\n',
    );
    repository.git('add', '.gitmodules');
    repository.git('commit', '--quiet', '-m', 'Submodule');
    repository.git('push', '--quiet', 'origin', 'main');
    const checkout = await (
      await git.fetch(REF, access, signal)
    ).checkOut(signal);
    expect(listAll(checkout.root)).toEqual(['.gitmodules', 'a', 'sub']);
    expect(await checkout.diff(signal)).toBeUndefined();
  });

  it('shows credentials in no message', async () => {
    const { git, access } = await fixture();
    const failure = await failureOf(
      git.fetch(
        REF,
        {
          ...access,
          url: 'https://user:hunter22secret@127.0.0.1:1/x',
          env: {
            GIT_CONFIG_COUNT: '1',
            GIT_CONFIG_KEY_0: 'http.extraHeader',
            GIT_CONFIG_VALUE_0: 'Authorization: Basic c2VjcmV0dG9rZW4=',
          },
        },
        signal,
      ),
    );
    expect(failure.message).not.toMatch(/hunter22secret|c2VjcmV0dG9rZW4/);
  });
});
