import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { testFolders } from '../git/testing/TestRepository';
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

  it('says that it can not check it out where the manifest asks for it', async () => {
    const { made } = await fixture();
    made.sweep({ steps: [EDIT], change: { submodules: true } });
    expect((await made.dryRun()).diff.files).toBe(1);
    made.repository.commit('Modules', {
      '.gitmodules': '[submodule "sub"]\n\tpath = sub\n\turl = ../sub\n',
    });
    expect(await failureOf(made.executor.dryRun(made.context()))).toMatchObject(
      { class: 'permanent', code: 'submodulesNotSupported' },
    );
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
