import {
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  TestRepository,
  testFolders,
  type TestFile,
} from '../git/testing/TestRepository';
import {
  failureOf,
  SweepFixture,
  type SweepInput,
} from './testing/sweepFixture';

// Real programs, on machines that may be busy.
jest.setTimeout(30_000);

const folders = testFolders();
const EDIT: SweepInput['steps'][number] = {
  replace: { files: ['a'], find: '1', with: '2' },
};

/** A step that makes a repository in a folder, with settings that name programs. */
function evilRepository(
  folder: string,
  pwned: string,
): SweepInput['steps'][number] {
  const script = `mkdir -p ${folder} && cd ${folder} && git init -q . && echo x > y && git add y &&
git -c user.name=a -c user.email=b commit -qm x && git config core.fsmonitor "touch ${pwned}; false" &&
git config diff.external "touch ${pwned}" && git config filter.e.clean "touch ${pwned}" && echo "* filter=e" > .gitattributes && echo z > y`;
  return { id: 'evil', run: { command: ['sh', '-c', script] } };
}

describe('a repository with a submodule', () => {
  async function fixture() {
    const folder = folders.make();
    const made = await SweepFixture.create(folder, {
      files: { a: '1\n' },
      sweep: { steps: [EDIT] },
    });
    made.repository.git(
      'update-index',
      '--add',
      '--cacheinfo',
      `160000,${'1'.repeat(40)},sub`,
    );
    made.repository.git('commit', '--quiet', '-m', 'Submodule');
    made.repository.git('push', '--quiet', 'origin', 'main');
    return { made, pwned: join(folder, 'pwned') };
  }

  it('keeps it as it is', async () => {
    const { made } = await fixture();
    expect((await made.dryRun()).diff.files).toBe(1);
    await made.apply();
    expect(
      made.repository.bareGit(
        'ls-tree',
        'orchestrator/run-1/component.default.payments',
        'sub',
      ),
    ).toMatch(/^160000 commit 1111/);
    made.sweep({
      steps: [
        {
          id: 'touch',
          run: { command: ['sh', '-c', 'echo x > sub/file; echo 3 > a'] },
        },
      ],
    });
    expect((await made.dryRun()).diff.files).toBe(1);
  });

  it.each(['sub', 'other', 'deep/er'])(
    'starts no program that a step put into %s',
    async folder => {
      const { made, pwned } = await fixture();
      made.sweep({ steps: [evilRepository(folder, pwned), EDIT] });
      expect(
        await failureOf(made.executor.dryRun(made.context())),
      ).toMatchObject({ class: 'permanent', code: 'embeddedRepository' });
      expect(existsSync(pwned)).toBe(false);
    },
  );
});

/** Puts a submodule into a repository. */
function addSubmodule(
  repository: TestRepository,
  {
    path,
    commit,
    modules,
  }: { path: string; commit: string; modules: TestFile },
): void {
  repository.commit('Modules', { '.gitmodules': modules });
  repository.git(
    'update-index',
    '--add',
    '--cacheinfo',
    `160000,${commit},${path}`,
  );
  repository.git('commit', '--quiet', '-m', 'Submodule');
  repository.git('push', '--quiet', 'origin', 'main');
}

const modulesOf = (url: string, path: string = 'sub') =>
  `[submodule "x"]\n\tpath = ${path}\n\turl = ${url}\n`;

describe('submodules that the manifest asks for', () => {
  async function fixture(
    sweep: Omit<SweepInput, 'change'>,
    submodule: { url?: string; modules?: TestFile; commit?: string } = {},
  ) {
    const folder = folders.make();
    const made = await SweepFixture.create(folder, {
      files: { a: '1\n' },
      sweep: { ...sweep, change: { submodules: true } },
    });
    const lib = new TestRepository(folder, 'lib', {
      'lib.txt': 'one\n',
      '.gitignore': 'build\n',
    });
    made.host.repositories.set('lib', lib);
    const pinned = lib.git('rev-parse', 'HEAD');
    lib.commit('Later', { 'lib.txt': 'two\n' });
    addSubmodule(made.repository, {
      path: 'sub',
      commit: submodule.commit ?? pinned,
      modules: submodule.modules ?? modulesOf(submodule.url ?? '../lib.git'),
    });
    const dryRun = () => made.executor.dryRun(made.context());
    return { folder, made, lib, pinned, dryRun };
  }

  const sh = (script: string): SweepInput['steps'][number] => ({
    run: { command: ['sh', '-c', script] },
  });

  it('are there at their commit, for steps and for gates, and stay as they are', async () => {
    const { made, pinned } = await fixture({
      steps: [sh('cat sub/lib.txt > a; mkdir sub/build; echo x > sub/build/x')],
      gates: [{ id: 'lib', run: { command: ['cat', 'sub/lib.txt'] } }],
    });
    const { diff, gates } = await made.dryRun();
    expect(diff.files).toBe(1);
    expect(made.artifacts.text(gates[0].output)).toBe('one\n');
    expect(made.artifacts.text(gates[0].baselineOutput)).toBe('one\n');
    const { gates: applied } = await made.apply();
    expect(applied[0].result).toBe('passed');
    const branch = 'orchestrator/run-1/component.default.payments';
    expect(made.repository.show(branch, 'a')).toBe('one');
    expect(made.repository.bareGit('ls-tree', branch, 'sub')).toContain(pinned);
  });

  it('are checked out in one another', async () => {
    const { folder, made, lib } = await fixture({
      steps: [sh('cat sub/deep/deep.txt > a')],
    });
    const deep = new TestRepository(folder, 'deep', { 'deep.txt': 'deep\n' });
    made.host.repositories.set('deep', deep);
    addSubmodule(lib, {
      path: 'deep',
      commit: deep.git('rev-parse', 'HEAD'),
      modules: modulesOf('../deep.git', 'deep'),
    });
    addSubmodule(made.repository, {
      path: 'sub',
      commit: lib.git('rev-parse', 'HEAD'),
      modules: modulesOf('../lib.git'),
    });
    await made.dryRun();
    expect(made.patch()).toContain('+deep');
  });

  it.each<[string, SweepInput['steps'][number]]>([
    ['an edit', { replace: { files: ['**/*.txt'], find: 'one', with: '2' } }],
    ['a command', sh('echo 2 > sub/lib.txt')],
    ['a new file', sh('echo 2 > sub/new')],
    ['a removal', sh('rm -r sub')],
    ['a link in their place', sh('rm -r sub; ln -s /etc sub')],
  ])('refuse %s', async (_, step) => {
    const { dryRun } = await fixture({ steps: [step] });
    const failure = await failureOf(dryRun());
    expect(failure).toMatchObject({
      class: 'permanent',
      code: 'submoduleChanged',
    });
    expect(failure.message).toMatch(/submodule sub: sub/);
  });

  it.each(['sub', 'sub/inner'])(
    'start no program that a step put into %s',
    async place => {
      const { folder, made, dryRun } = await fixture({ steps: [EDIT] });
      const pwned = join(folder, 'pwned');
      made.sweep({
        steps: [evilRepository(place, pwned)],
        change: { submodules: true },
      });
      expect((await failureOf(dryRun())).class).toBe('permanent');
      expect(existsSync(pwned)).toBe(false);
    },
  );

  it('are left alone when a change is taken back', async () => {
    const { made } = await fixture({ steps: [EDIT] });
    await made.dryRun();
    const { change } = await made.apply();
    const opened = await made.host.getChange(change);
    made.target = {
      ...made.target,
      change: opened && made.host.merge(opened, 'squash'),
    };
    made.host.repositories.delete('lib');
    expect((await made.rollback()).type).toBe('revertOpened');
  });
});

describe('submodules under attack', () => {
  async function attack(
    modules: (folder: string) => TestFile,
    commit: string = '1'.repeat(40),
  ) {
    const folder = folders.make();
    const made = await SweepFixture.create(folder, {
      files: { a: '1\n' },
      sweep: { steps: [EDIT], change: { submodules: true } },
    });
    addSubmodule(made.repository, {
      path: 'sub',
      commit,
      modules: modules(folder),
    });
    const failure = await failureOf(made.executor.dryRun(made.context()));
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
    return failure;
  }

  it.each([
    'ext::touch FOLDER/pwned',
    '-u./evil',
    '--upload-pack=touch FOLDER/pwned',
    'fd::3',
    'file:///etc',
    '/etc/passwd',
    '../../outside.git',
    '../lib.git',
    'https://user:secret@example.com/x.git',
    'ssh://-oProxyCommand=touch FOLDER/pwned/x',
  ])('refuse the address %s', async url => {
    const failure = await attack(folder =>
      modulesOf(url.replace('FOLDER', folder)),
    );
    expect(failure).toMatchObject({
      class: 'permanent',
      code: 'submoduleNotAllowed',
    });
  });

  it.each<[string, TestFile]>([
    ['another path', modulesOf('../payments.git', '../../outside')],
    ['an absolute path', modulesOf('../payments.git', '/tmp/outside')],
    ['no address', '[submodule "sub"]\n\tpath = sub\n'],
    ['settings of another file', '[include]\n\tpath = evil\n'],
  ])('refuse a .gitmodules that has %s', async (_, modules) => {
    const failure = await attack(() => modules);
    expect(failure.class).toBe('permanent');
    expect(failure.code).toMatch(/submoduleUnknown|repositoryUnsafe/);
  });

  it('refuse a .gitmodules that is a link', async () => {
    const folder = folders.make();
    const made = await SweepFixture.create(folder, {
      files: { a: modulesOf('../payments.git') },
      sweep: { steps: [EDIT], change: { submodules: true } },
    });
    const id = (name: string) =>
      Buffer.from(made.repository.git('rev-parse', name), 'hex');
    // git itself makes no such tree.
    writeFileSync(
      join(folder, 'tree'),
      Buffer.concat([
        Buffer.from('120000 .gitmodules\0'),
        id('HEAD:a'),
        Buffer.from('160000 sub\0'),
        id('HEAD'),
      ]),
    );
    const tree = made.repository.git(
      'hash-object',
      '-t',
      'tree',
      '-w',
      '--literally',
      join(folder, 'tree'),
    );
    const commit = made.repository.git('commit-tree', tree, '-m', 'evil');
    made.repository.git(
      'push',
      '--quiet',
      '--force',
      'origin',
      `${commit}:refs/heads/main`,
    );
    expect(await failureOf(made.executor.dryRun(made.context()))).toMatchObject(
      { class: 'permanent', code: 'repositoryUnsafe' },
    );
  });

  it('refuse a commit that is not in their repository', async () => {
    expect(await attack(() => modulesOf('../payments.git'))).toMatchObject({
      class: 'permanent',
      code: 'commitMissing',
    });
  });

  it('start no command that .gitmodules names', async () => {
    const folder = folders.make();
    const made = await SweepFixture.create(folder, {
      files: { a: '1\n' },
      sweep: { steps: [EDIT], change: { submodules: true } },
    });
    addSubmodule(made.repository, {
      path: 'sub',
      commit: made.repository.git('rev-parse', 'HEAD'),
      modules: `${modulesOf('../payments.git')}\tupdate = !touch ${join(
        folder,
        'pwned',
      )}\n[core]\n\tfsmonitor = touch ${join(folder, 'pwned')}\n`,
    });
    expect((await made.dryRun()).diff.files).toBe(1);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  it('write nowhere but into an empty folder of the checkout', async () => {
    const folder = folders.make();
    const made = await SweepFixture.create(folder, {
      files: { a: '1\n', 'full/b': '1\n' },
      sweep: { steps: [EDIT] },
    });
    const { signal } = made.context();
    const fetched = await made.git.fetch(
      { host: 'disk', name: 'payments' },
      made.host.accessOf(made.repository),
      signal,
    );
    const parent = await fetched.checkOut(signal);
    mkdirSync(join(folder, 'outside'));
    mkdirSync(join(parent.folder, 'beside'));
    symlinkSync(join(folder, 'outside'), join(parent.root, 'link'));
    const commit = fetched.baseCommit;
    for (const path of ['link', 'full', 'none', 'a', '../beside', '.']) {
      expect(
        await failureOf(
          fetched.checkOutInto(parent, { path, commit, url: '' }, signal),
        ),
      ).toMatchObject({ code: 'submoduleUnsafe' });
    }
    expect(readdirSync(join(folder, 'outside'))).toEqual([]);
    expect(readdirSync(join(parent.folder, 'beside'))).toEqual([]);
  });

  it('end where they go too deep', async () => {
    const folder = folders.make();
    const made = await SweepFixture.create(folder, {
      files: { a: '1\n' },
      sweep: { steps: [EDIT], change: { submodules: true } },
    });
    // Each commit has the one before as its submodule.
    for (let depth = 0; depth < 6; depth += 1) {
      addSubmodule(made.repository, {
        path: 'sub',
        commit: made.repository.git('rev-parse', 'HEAD'),
        modules: modulesOf('../payments.git'),
      });
    }
    expect(await failureOf(made.executor.dryRun(made.context()))).toMatchObject(
      { code: 'submodulesTooMany' },
    );
  });
});
