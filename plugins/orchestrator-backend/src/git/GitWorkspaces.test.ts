import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { GitWorkspaces } from './GitWorkspaces';
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
  options: { partialClone?: boolean } = {},
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

describe('GitWorkspaces', () => {
  it('checks the newest base out, without a .git folder, and leaves other branches where they are', async () => {
    const { repository, git, access, mirror } = await fixture({
      'sub/a': '1\n',
      run: { executable: 'x' },
      link: { link: 'run' },
    });
    repository.commit('Other', { b: '1' }, 'other');
    const first = await (await git.fetch(REF, access, signal)).checkOut(signal);
    expect(listAll(first.root)).toEqual(['link', 'run', 'sub', 'sub/a']);
    const commit = repository.commit('Second', { 'sub/a': '2\n' });
    const fetched = await git.fetch(REF, access, signal);
    expect(fetched).toMatchObject({ baseCommit: commit, baseBranch: 'main' });
    const second = await fetched.checkOut(signal);
    expect(readFileSync(join(second.root, 'sub/a'), 'utf8')).toBe('2\n');
    expect(readFileSync(join(first.root, 'sub/a'), 'utf8')).toBe('1\n');
    expect(existsSync(join(mirror(), 'refs/heads/other'))).toBe(false);
    await Promise.all([first.remove(), second.remove()]);
    expect(existsSync(first.folder)).toBe(false);
  });

  it('serves the targets of a monorepo at the same time from one mirror', async () => {
    const { git, access, workDir } = await fixture();
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

  it('starts afresh after a crash: unfinished mirrors, old checkouts and locks are gone', async () => {
    const { git, access, workDir, mirror } = await fixture();
    const old = await (await git.fetch(REF, access, signal)).checkOut(signal);
    mkdirSync(join(workDir, 'mirrors/new-half'));
    writeFileSync(join(mirror(), 'refs/heads/main.lock'), '');
    const next = await GitWorkspaces.create({ workDir });
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
    const { repository, git, access, mirror } = await fixture();
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

  it('takes a second process for a retry: a push meets a branch that appeared meanwhile', async () => {
    const { repository, git, access } = await fixture();
    const fetched = await git.fetch(REF, access, signal);
    const checkout = await fetched.checkOut(signal);
    const commit = await checkout.commit(
      {
        tree: checkout.baseTree,
        message: 'Ours',
        identity: { name: 'O', email: 'o@x' },
        date: new Date(0),
      },
      signal,
    );
    repository.commit('Theirs', { b: '1' }, 'feature');
    expect(
      await failureOf(checkout.push('feature', commit, undefined, signal)),
    ).toMatchObject({
      class: 'transient',
      code: 'pushRejected',
    });
    expect((await fetched.branchCommits('feature', signal))?.[0]).toMatchObject(
      { committer: 'Ana <ana@example.com>' },
    );
    expect(await fetched.branchCommits('none', signal)).toBeUndefined();
    expect(await fetched.branchCommits('main', signal)).toHaveLength(1);
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

  it('runs no hook and no program that the settings of a repository on this disk name', async () => {
    const { folder, repository, git, access } = await fixture();
    const pwned = join(folder, 'pwned');
    const program = `#!/bin/sh\ntouch ${pwned}\nexec "$@"\n`;
    writeTestFiles(folder, { evil: { executable: program } });
    for (const hook of [
      'pre-receive',
      'update',
      'post-receive',
      'post-update',
      'reference-transaction',
      'proc-receive',
      'push-to-checkout',
    ]) {
      writeTestFiles(repository.bare, {
        [`hooks/${hook}`]: { executable: program },
      });
    }
    repository.bareGit(
      'config',
      'uploadpack.packObjectsHook',
      join(folder, 'evil'),
    );
    repository.bareGit('config', 'core.fsmonitor', join(folder, 'evil'));
    repository.bareGit(
      'config',
      'core.alternateRefsCommand',
      join(folder, 'evil'),
    );
    repository.bareGit(
      'config',
      'core.hooksPath',
      join(repository.bare, 'hooks'),
    );
    const fetched = await git.fetch(REF, access, signal);
    const checkout = await fetched.checkOut(signal);
    const commit = await checkout.commit(
      {
        tree: checkout.baseTree,
        message: 'x',
        identity: { name: 'O', email: 'o@x' },
        date: new Date(0),
      },
      signal,
    );
    await checkout.push('feature', commit, undefined, signal);
    expect(repository.branches()).toEqual(['feature', 'main']);
    expect(existsSync(pwned)).toBe(false);
  });

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

  it('refuses a tree with a .git folder in it', async () => {
    const { repository, git, access } = await fixture();
    const blob = repository.git('hash-object', '-w', '--stdin', '--path=x');
    writeTestFiles(repository.bare, {
      'tree.txt': `100644 blob ${blob}\tconfig`,
    });
    const inner = repository.git('mktree', '--missing').trim();
    const evil = Buffer.concat([
      Buffer.from('40000 .git\0'),
      Buffer.from(inner, 'hex'),
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
    expect(await failureOf(git.fetch(REF, access, signal))).toMatchObject({
      class: 'permanent',
      code: 'repositoryUnsafe',
    });
  });

  it('does not write through a link that takes the place of a folder', async () => {
    const { folder, repository, git, access } = await fixture({
      'sub/a': '1\n',
    });
    mkdirSync(join(folder, 'outside'));
    repository.commit('Link', { sub: { link: join(folder, 'outside') } });
    const checkout = await (
      await git.fetch(REF, access, signal)
    ).checkOut(signal);
    const patch = Buffer.from(
      'diff --git a/sub/evil b/sub/evil\nnew file mode 100644\nindex 0000000..d00491f\n--- /dev/null\n+++ b/sub/evil\n@@ -0,0 +1 @@\n+1\n',
    );
    expect(await failureOf(checkout.applyPatch(patch, signal))).toMatchObject({
      code: 'patchFailed',
    });
    expect(readdirSync(join(folder, 'outside'))).toEqual([]);
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
