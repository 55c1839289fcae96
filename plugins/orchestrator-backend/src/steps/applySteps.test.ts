import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  changeStepSchema,
  sweepManifestSchema,
  type SweepManifestInput,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { CommandRunner } from '../commands';
import {
  testFolders,
  writeTestFiles,
  type TestFile,
} from '../git/testing/TestRepository';
import { applySteps } from './applySteps';
import type { TemplateValues } from './values';
import { Workspace } from './Workspace';

// Real programs, on machines that may be busy.
jest.setTimeout(30_000);

const folders = testFolders();
type StepInput = SweepManifestInput['spec']['change']['steps'][number];

const VALUES: TemplateValues = {
  entity: {
    apiVersion: 'v1',
    kind: 'Component',
    metadata: {
      name: 'x',
      description: '$(touch pwned); `touch pwned` & "\'\n${{ 1 }}',
    },
  },
  target: { id: 'x', path: '', type: 'service' },
  run: { id: 'run-1' },
  parameters: { path: '../evil', node: 22 },
  steps: {},
};

async function fixture(files: Record<string, TestFile>) {
  const folder = realpathSync(folders.make());
  const checkout = join(folder, 'tree');
  mkdirSync(checkout);
  writeTestFiles(folder, {
    'outside/secret.txt': 'secret 20\n',
    'outside/secret.json': '{ "a": 1 }\n',
    'outside/secret.yaml': 'a: 1\n',
  });
  writeTestFiles(checkout, files);
  const commands = await CommandRunner.create({
    settings: {
      allow: ['node', 'sh'],
      allowFromRepository: false,
      sandbox: 'off',
    },
  });
  const logs: string[] = [];
  let trees = 0;
  const apply = async (
    steps: StepInput[],
    signal = new AbortController().signal,
  ) =>
    applySteps(
      steps.map(step => changeStepSchema.parse(step)),
      {
        workspace: await Workspace.open(checkout),
        values: VALUES,
        commands,
        checkout,
        privateFolder: join(folder, 'private'),
        signal,
        log: line => logs.push(line),
        tree: async () => {
          trees += 1;
          return existsSync(join(checkout, 'made')) ? 'with' : 'without';
        },
      },
    );
  const read = (path: string) => readFileSync(join(checkout, path), 'utf8');
  const outside = () =>
    readdirSync(join(folder, 'outside'))
      .map(name => readFileSync(join(folder, 'outside', name), 'utf8'))
      .join('');
  return { folder, checkout, apply, read, outside, logs, trees: () => trees };
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

describe('applySteps', () => {
  it('makes each kind of step, in order', async () => {
    const { apply, read } = await fixture({
      '.nvmrc': '20\n',
      'package.json': '{\n  "a": 1\n}\n',
      'ci.yml': 'a: 1 # one\n',
      bin: '\x0020\xff',
    });
    await apply([
      {
        replace: { files: ['**'], find: '20', with: '${{ parameters.node }}' },
      },
      {
        replace: {
          files: ['ci.yml'],
          find: '(\\d) #',
          with: '$1$1 #',
          regex: true,
        },
      },
      {
        json: {
          file: 'package.json',
          set: { '/engines/node': '>=${{ parameters.node }}' },
        },
      },
      { yaml: { file: 'ci.yml', set: { '/b': ['${{ target.id }}'] } } },
      {
        template: {
          files: {
            'docs/${{ target.id }}.md': 'Node ${{ parameters.node }}\n',
          },
        },
      },
      {
        run: {
          command: [
            'node',
            '-e',
            'fs.writeFileSync("out", process.argv[1] + process.env.X)',
            '--',
            '${{ target.id }}',
          ],
          env: { X: '${{ run.id }}' },
        },
      },
    ]);
    expect(read('.nvmrc')).toBe('22\n');
    expect(read('bin')).toBe('\x0020\xff');
    expect(JSON.parse(read('package.json'))).toEqual({
      a: 1,
      engines: { node: '>=22' },
    });
    expect(read('ci.yml')).toBe('a: 11 # one\nb:\n  - x\n');
    expect(read('docs/x.md')).toBe('Node 22\n');
    expect(read('out')).toBe('xrun-1');
  });

  it('lets later steps ask about earlier ones, by id', async () => {
    const { apply, logs, trees, read } = await fixture({ a: '1\n' });
    await apply([
      { id: 'look', run: { command: ['sh', '-c', 'echo " found "'] } },
      { id: 'make', run: { command: ['sh', '-c', 'echo 1 > made'] } },
      {
        id: 'none',
        if: 'false',
        replace: { files: ['a'], find: '1', with: '2' },
      },
      {
        if: 'steps.look.stdout == "found" && !steps.look.changed && steps.make.changed && steps.none.skipped',
        template: { files: { yes: '' } },
      },
      { if: 'steps.make.exitCode != 0', template: { files: { no: '' } } },
      { run: { command: ['sh', '-c', 'exit 0'] } },
    ]);
    expect(read('yes')).toBe('');
    expect(read('a')).toBe('1\n');
    expect(() => read('no')).toThrow('ENOENT');
    expect(logs).toContain('step none: left out, its condition is false');
    expect(trees()).toBe(4);
  });

  it('does what a missing or present file asks for', async () => {
    const { apply, read } = await fixture({ kept: 'old' });
    await apply([
      { json: { file: 'none.json', set: { '/a': 1 } } },
      { json: { file: 'new.json', set: { '/a': 1 }, ifMissing: 'create' } },
      {
        yaml: {
          file: 'sub/new.yaml',
          merge: { '': { a: null, b: 1 } },
          ifMissing: 'create',
        },
      },
      { template: { files: { kept: 'new', fresh: 'new' }, overwrite: false } },
    ]);
    expect(() => read('none.json')).toThrow('ENOENT');
    expect(read('new.json')).toBe('{\n  "a": 1\n}\n');
    expect(read('sub/new.yaml')).toBe('b: 1\n');
    expect([read('kept'), read('fresh')]).toEqual(['old', 'new']);
    expect(
      await failureOf(
        apply([
          { json: { file: 'none.json', set: { '/a': 1 }, ifMissing: 'fail' } },
        ]),
      ),
    ).toMatchObject({
      message: 'step 1: there is no none.json',
    });
  });

  it.each<[string, StepInput, string, string]>([
    [
      'an exit code',
      { id: 's', run: { command: ['sh', '-c', 'exit 4'] } },
      'stepFailed',
      'step s: sh ended with exit code 4',
    ],
    [
      'a signal',
      { run: { command: ['sh', '-c', 'kill -9 $$'] } },
      'stepFailed',
      'step 1: sh was ended by SIGKILL',
    ],
    [
      'its time limit',
      { run: { command: ['sh', '-c', 'sleep 9'], timeout: '200ms' } },
      'timeout',
      'step 1: sh took longer than 200ms and was stopped',
    ],
    [
      'a program that is not allowed',
      { run: { command: ['curl'] } },
      'commandNotAllowed',
      'step 1: The program curl is not allowed. Allowed by orchestrator.commands.allow: node, sh',
    ],
    [
      'a document',
      { json: { file: 'a', set: { '/a': 1 } } },
      'stepFailed',
      "step 1: a: The JSON can't be read: line 1: InvalidSymbol",
    ],
    [
      'a template',
      { template: { files: { a: '${{ target.none }}' } } },
      'templateFailed',
      'step 1.files[a]: Template',
    ],
    [
      'a condition',
      { if: '1 + 1', template: { files: { a: '' } } },
      'templateFailed',
      'it answers a number, accepted is true or false',
    ],
  ])('says which step failed by %s', async (_, step, code, message) => {
    const { apply } = await fixture({ a: 'x' });
    const failure = await failureOf(apply([step]));
    expect(failure).toMatchObject({ class: 'permanent', code });
    expect(failure.message).toContain(message);
  });

  it('stops between steps, and between files', async () => {
    const { apply } = await fixture({ a: 'x' });
    const step: StepInput = { replace: { files: ['a'], find: 'x', with: 'y' } };
    expect(await failureOf(apply([step], AbortSignal.abort()))).toMatchObject({
      class: 'cancelled',
    });
  });

  it('leaves a file alone that is too long to edit', async () => {
    const { apply, logs } = await fixture({
      long: 'x'.repeat(6_000_000),
      short: 'x',
    });
    await apply([{ replace: { files: ['*'], find: 'x', with: 'y' } }]);
    expect(logs).toEqual([
      'step 1: long is too long, left as it is',
      'step 1: short',
    ]);
  });
});

describe('applySteps under attack', () => {
  it.each<[string, StepInput]>([
    ['json by a link', { json: { file: 'link.json', set: { '/a': 2 } } }],
    [
      'json by a linked folder',
      { json: { file: 'folder/secret.json', set: { '/a': 2 } } },
    ],
    [
      'json made behind a link',
      { json: { file: 'nowhere', set: { '/a': 2 }, ifMissing: 'create' } },
    ],
    ['yaml by a link', { yaml: { file: 'link.yaml', set: { '/a': 2 } } }],
    ['template by a link', { template: { files: { 'link.json': 'evil' } } }],
    [
      'template into a linked folder',
      { template: { files: { 'folder/new': 'evil' } } },
    ],
    [
      'template by a rendered path',
      { template: { files: { '${{ parameters.path }}': 'evil' } } },
    ],
    [
      'template by an absolute path',
      { template: { files: { '/tmp/evil': 'evil' } } },
    ],
    ['template into .git', { template: { files: { '.git/config': 'evil' } } }],
    [
      'template into .GIT',
      { template: { files: { 'sub/.GIT/hooks/post-checkout': 'evil' } } },
    ],
  ])('keeps %s in the checkout', async (_, step) => {
    const { apply, outside, folder, checkout } = await fixture({
      'link.json': { link: '../outside/secret.json' },
      'link.yaml': { link: '../outside/secret.yaml' },
      folder: { link: '../outside' },
      nowhere: { link: '../outside/new' },
    });
    const before = outside();
    expect(await failureOf(apply([step]))).toMatchObject({
      class: 'permanent',
      code: 'pathEscapes',
    });
    expect(outside()).toBe(before);
    expect(existsSync(join(folder, 'evil'))).toBe(false);
    expect(existsSync(join(checkout, '.git'))).toBe(false);
  });

  it('replaces nothing behind links', async () => {
    const { apply, outside, logs } = await fixture({
      'secret.txt': { link: '../outside/secret.txt' },
      folder: { link: '../outside' },
    });
    await apply([
      { replace: { files: ['**', 'folder/*'], find: '20', with: '22' } },
    ]);
    expect(outside()).toContain('secret 20');
    expect(logs).toEqual([]);
  });

  it('hands values of the entity to commands as they are, and never reads them as templates', async () => {
    const { apply, read, checkout, folder } = await fixture({});
    await apply([
      {
        run: {
          command: [
            'node',
            '-e',
            'fs.writeFileSync("out", process.argv[1])',
            '--',
            '${{ entity.metadata.description }}',
          ],
        },
      },
      {
        run: {
          command: ['sh', '-c', 'printf %s "$VALUE" > env'],
          env: { VALUE: '${{ entity.metadata.description }}' },
        },
      },
      { template: { files: { file: '${{ entity.metadata.description }}' } } },
    ]);
    const expected = VALUES.entity?.metadata.description;
    expect([read('out'), read('env'), read('file')]).toEqual([
      expected,
      expected,
      expected,
    ]);
    expect(
      existsSync(join(checkout, 'pwned')) || existsSync(join(folder, 'pwned')),
    ).toBe(false);
  });

  it('does not let a value choose a program or a variable that is not allowed', async () => {
    const { apply } = await fixture({});
    expect(
      await failureOf(
        apply([{ run: { command: ['${{ parameters.path }}'] } }]),
      ),
    ).toMatchObject({ code: 'commandNotAllowed' });
    expect(
      await failureOf(
        apply([{ run: { command: ['node'], env: { LD_PRELOAD: './x.so' } } }]),
      ),
    ).toMatchObject({
      code: 'environmentNotAllowed',
    });
  });

  it('takes manifests of the schema only', () => {
    const spec = {
      owner: 'group:default/a',
      targets: { include: ['component:default/a'] },
      change: {
        title: 'x',
        commitMessage: 'x',
        steps: [{ json: { file: '../x', set: { '/a': 1 } } }],
      },
    };
    expect(
      sweepManifestSchema.safeParse({
        apiVersion: 'orchestrator/v1',
        kind: 'Sweep',
        metadata: { name: 'x' },
        spec,
      }).success,
    ).toBe(false);
  });
});
