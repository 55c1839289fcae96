import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listAll, testFolders } from '../git/testing/TestRepository';
import {
  failureOf,
  SweepFixture,
  type SweepInput,
} from './testing/sweepFixture';

// Real programs, on machines that may be busy.
jest.setTimeout(30_000);

const folders = testFolders();
const FILES = {
  '.nvmrc': '20\n',
  'package.json': '{\n  "engines": { "node": "20" }\n}\n',
  'README.md': 'Hello\n',
};
const NODE_22: SweepInput = {
  steps: [{ replace: { files: ['.nvmrc'], find: '20', with: '22' } }],
};

describe('dryRunTarget', () => {
  it('keeps the diff of the steps and writes nothing to the repository', async () => {
    const fixture = await SweepFixture.create(folders.make(), {
      files: FILES,
      sweep: NODE_22,
    });
    const before = fixture.repository.bareGit('for-each-ref');
    const outcome = await fixture.dryRun();
    expect(outcome.diff).toMatchObject({
      baseBranch: 'main',
      files: 1,
      additions: 1,
      deletions: 1,
    });
    expect(outcome.diff.baseCommit).toBe(
      fixture.repository.git('rev-parse', 'main'),
    );
    expect(fixture.patch()).toContain('-20\n+22\n');
    expect(outcome.gates).toEqual([]);
    expect(fixture.repository.bareGit('for-each-ref')).toBe(before);
    expect(fixture.host.changes).toEqual([]);
    expect(listAll(join(fixture.folder, 'work/worktrees'))).toEqual([]);
  });

  it('reports a target that the steps do not change as already fine', async () => {
    const fixture = await SweepFixture.create(folders.make(), {
      files: { ...FILES, '.nvmrc': '22\n' },
      sweep: {
        ...NODE_22,
        gates: [{ id: 'never', run: { command: ['not-allowed'] } }],
      },
    });
    expect(await fixture.executor.dryRun(fixture.context())).toEqual({
      type: 'alreadyFine',
      baseCommit: fixture.repository.git('rev-parse', 'main'),
    });
  });

  it('shows gates that fail with the change, failed before it, pass, are left out and can not run', async () => {
    const fixture = await SweepFixture.create(folders.make(), {
      files: {
        ...FILES,
        'check.js':
          "process.exit(require('fs').readFileSync('.nvmrc', 'utf8') === '20\\n' ? 0 : 3)",
      },
      sweep: {
        ...NODE_22,
        gates: [
          {
            id: 'breaks',
            title: 'Tests',
            run: { command: ['node', 'check.js'] },
          },
          {
            id: 'broken',
            run: {
              command: ['node', '-e', 'console.log("bad"); process.exit(1)'],
            },
          },
          {
            id: 'fine',
            run: {
              command: [
                'node',
                '-e',
                'console.log(`hi ghp_0123456789abcdefghij0123456789abcdef`)',
              ],
            },
          },
          {
            id: 'out',
            if: 'target.type == "library"',
            run: { command: ['node'] },
          },
          { id: 'odd', if: 'target.nothing', run: { command: ['node'] } },
          { id: 'unknown', run: { command: ['curl'] } },
          {
            id: 'slow',
            baseline: false,
            run: {
              command: ['node', '-e', 'setInterval(() => {}, 1000)'],
              timeout: '200ms',
            },
          },
        ],
      },
    });
    const { gates } = await fixture.dryRun();
    expect(
      gates.map(({ gate, result, baseline, exitCode }) => [
        gate,
        result,
        baseline,
        exitCode,
      ]),
    ).toEqual([
      ['breaks', 'failed', 'passed', 3],
      ['broken', 'failedBefore', 'failed', 1],
      ['fine', 'passed', 'passed', 0],
      ['out', 'skipped', undefined, undefined],
      ['odd', 'error', undefined, undefined],
      ['unknown', 'error', undefined, undefined],
      ['slow', 'failed', undefined, undefined],
    ]);
    expect(gates[0].title).toBe('Tests');
    expect(fixture.artifacts.text(gates[1].output)).toBe('bad\n');
    expect(fixture.artifacts.text(gates[2].output)).toBe('hi ***\n');
    expect(gates[5].message).toContain('curl is not allowed');
    expect(gates[6].message).toBe('Took longer than 200ms and was stopped');
  });

  it('keeps what gates write out of the diff', async () => {
    const fixture = await SweepFixture.create(folders.make(), {
      files: FILES,
      sweep: {
        ...NODE_22,
        gates: [
          {
            id: 'litter',
            run: {
              command: [
                'node',
                '-e',
                'require("fs").writeFileSync("junk", "x")',
              ],
            },
          },
        ],
      },
    });
    const { diff, gates } = await fixture.dryRun();
    expect(gates[0].result).toBe('passed');
    expect(diff.files).toBe(1);
    expect((await fixture.apply()).diff).toEqual(diff);
    expect(
      fixture.repository.bareGit(
        'ls-tree',
        '--name-only',
        'orchestrator/run-1/component.default.payments',
      ),
    ).not.toContain('junk');
  });

  it('works in the path of a target in a monorepo and refuses changes outside it', async () => {
    const files = { 'services/a/v': '1\n', 'services/b/v': '1\n' };
    const fixture = await SweepFixture.create(folders.make(), {
      files,
      sweep: { steps: [{ replace: { files: ['**'], find: '1', with: '2' } }] },
    });
    fixture.target = {
      ...fixture.target,
      repository: { host: 'disk', name: 'payments', path: 'services/a' },
    };
    expect((await fixture.dryRun()).diff.files).toBe(1);
    expect(fixture.patch()).toContain('services/a/v');

    fixture.sweep({
      steps: [{ run: { command: ['sh', '-c', 'echo 2 > ../b/v'] } }],
    });
    expect(
      await failureOf(fixture.executor.dryRun(fixture.context())),
    ).toMatchObject({
      class: 'permanent',
      code: 'pathEscapes',
      message: 'The steps changed files outside services/a: services/b/v',
    });
    fixture.target = {
      ...fixture.target,
      repository: { host: 'disk', name: 'payments', path: 'services/none' },
    };
    expect(
      await failureOf(fixture.executor.dryRun(fixture.context())),
    ).toMatchObject({ code: 'pathMissing' });
  });

  it('tells the step that failed, and how', async () => {
    const fixture = await SweepFixture.create(folders.make(), {
      files: FILES,
      sweep: {
        steps: [
          {
            id: 'install',
            run: {
              command: ['sh', '-c', 'echo password=hunter22xQ9 no; exit 7'],
            },
          },
        ],
      },
    });
    expect(await failureOf(fixture.executor.dryRun(fixture.context()))).toEqual(
      {
        class: 'permanent',
        code: 'stepFailed',
        message: 'step install: sh ended with exit code 7: password=*** no',
      },
    );
    expect(listAll(join(fixture.folder, 'work/worktrees'))).toEqual([]);
  });

  it('is cancelled by its signal, also in the middle of a command', async () => {
    const fixture = await SweepFixture.create(folders.make(), {
      files: FILES,
      sweep: {
        steps: [
          { run: { command: ['node', '-e', 'setInterval(() => {}, 1000)'] } },
        ],
      },
    });
    const late = new AbortController();
    setTimeout(() => late.abort(), 300);
    expect(
      await failureOf(fixture.executor.dryRun(fixture.context(late.signal))),
    ).toMatchObject({ class: 'cancelled' });
    expect(
      await failureOf(
        fixture.executor.dryRun(fixture.context(AbortSignal.abort())),
      ),
    ).toMatchObject({ class: 'cancelled' });
  });

  it('fills templates in from the entity, which is asked for only where it is named', async () => {
    const fixture = await SweepFixture.create(folders.make(), {
      files: FILES,
      sweep: {
        parameters: { node: '22' },
        steps: [
          {
            template: {
              files: {
                'docs/${{ entity.metadata.name }}.md':
                  '${{ target.owner }} ${{ parameters.node }} ${{ run.name }}',
              },
            },
          },
        ],
      },
    });
    await fixture.dryRun();
    expect(fixture.patch()).toContain('docs/payments.md');
    expect(fixture.patch()).toContain('+group:default/money 22 node-22');
    fixture.entity = undefined;
    expect(
      await failureOf(fixture.executor.dryRun(fixture.context())),
    ).toMatchObject({ code: 'entityMissing' });
    fixture.sweep(NODE_22);
    await fixture.dryRun();
  });

  it('says why a target can not be worked on at all', async () => {
    const fixture = await SweepFixture.create(folders.make(), {
      files: FILES,
      sweep: NODE_22,
    });
    const { repository } = fixture.target;
    const failing = async () =>
      (await failureOf(fixture.executor.dryRun(fixture.context()))).code;
    fixture.target = { ...fixture.target, repository: undefined };
    expect(await failing()).toBe('noRepository');
    fixture.target = {
      ...fixture.target,
      repository: { host: 'elsewhere', name: 'payments' },
    };
    expect(await failing()).toBe('hostNotAllowed');
    fixture.target = { ...fixture.target, repository };
    fixture.host.accessOf = ({ bare }) => ({
      url: bare,
      defaultBranch: 'main',
      archived: true,
    });
    expect(await failing()).toBe('archived');
    fixture.host.accessOf = ({ bare }) => ({
      url: bare,
      defaultBranch: 'gone',
      archived: false,
    });
    expect(await failing()).toBe('branchMissing');
    fixture.host.accessOf = ({ bare }) => ({
      url: `${bare}-no`,
      defaultBranch: 'main',
      archived: false,
    });
    expect(await failing()).toBe('repositoryNotFound');
    fixture.host.accessOf = () => {
      throw new Error('the host said token=a1b2c3d4e5f6');
    };
    expect(await failureOf(fixture.executor.dryRun(fixture.context()))).toEqual(
      {
        class: 'transient',
        code: 'unexpected',
        message: 'the host said token=***',
      },
    );
  });

  it('refuses a step that makes a repository inside the checkout', async () => {
    const fixture = await SweepFixture.create(folders.make(), {
      files: FILES,
      sweep: {
        steps: [
          {
            run: {
              command: [
                'sh',
                '-c',
                'mkdir sub && cd sub && git init -q && echo x > y && git add y && git -c user.name=a -c user.email=b commit -qm x',
              ],
            },
          },
        ],
      },
    });
    expect(
      await failureOf(fixture.executor.dryRun(fixture.context())),
    ).toMatchObject({ code: 'embeddedRepository' });
    expect(existsSync(join(fixture.folder, 'work/worktrees'))).toBe(true);
  });
});
