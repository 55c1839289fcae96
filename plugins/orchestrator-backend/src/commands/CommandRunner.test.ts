import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import {
  testFolders,
  writeTestFiles,
  type TestFile,
} from '../git/testing/TestRepository';
import {
  CommandRunner,
  type CommandRequest,
  type CommandSettings,
} from './CommandRunner';
import { Sandbox } from './Sandbox';

// Real programs, on machines that may be busy.
jest.setTimeout(30_000);

const folders = testFolders();

async function fixture(
  settings: Partial<CommandSettings> = {},
  files: Record<string, TestFile> = {},
) {
  const folder = realpathSync(folders.make());
  const checkout = join(folder, 'tree');
  mkdirSync(checkout);
  writeTestFiles(checkout, files);
  const runner = await CommandRunner.create({
    settings: {
      allow: ['node', 'sh', 'sleep', 'git'],
      allowFromRepository: false,
      sandbox: 'off',
      ...settings,
    },
  });
  const run = (command: string[], request: Partial<CommandRequest> = {}) =>
    runner.run({
      command,
      env: {},
      timeoutMs: 20_000,
      network: false,
      checkout,
      cwd: checkout,
      privateFolder: join(folder, 'private'),
      signal: new AbortController().signal,
      ...request,
    });
  return { runner, run, folder, checkout };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.catch(thrown => thrown);
  return error instanceof FailureError
    ? error.failure.code
    : `no failure: ${JSON.stringify(error)}`;
}

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

describe.each(['off', 'auto'] as const)(
  'CommandRunner with sandbox %s',
  sandbox => {
    it('runs a program in its folder and returns what it wrote and how it ended', async () => {
      const { run, checkout } = await fixture({ sandbox }, { 'sub/x': '1' });
      const result = await run(['sh', '-c', 'cat x; echo err >&2; exit 3'], {
        cwd: join(checkout, 'sub'),
      });
      expect(result).toMatchObject({
        exitCode: 3,
        timedOut: false,
        stdout: '1',
      });
      expect(result.output).toContain('err\n');
    });

    it('hands arguments over as they are: no shell reads them', async () => {
      const { run, folder } = await fixture({ sandbox });
      const evil = `$(touch ${folder}/pwned) \`id\`; touch ${folder}/pwned & "'\\ \n*`;
      const { stdout } = await run([
        'node',
        '-e',
        'process.stdout.write(process.argv[1])',
        '--',
        evil,
      ]);
      expect(stdout).toBe(evil);
      expect(existsSync(join(folder, 'pwned'))).toBe(false);
    });

    it('gives a clean environment, without any secret of the backend', async () => {
      process.env.BACKEND_SECRET = 'hidden-value';
      try {
        const { run } = await fixture({ sandbox });
        const { stdout } = await run(
          ['node', '-p', 'JSON.stringify(process.env)'],
          { env: { OWN: 'yes' } },
        );
        const seen = JSON.parse(stdout);
        expect(seen).toMatchObject({
          CI: 'true',
          LANG: 'C.UTF-8',
          TZ: 'UTC',
          OWN: 'yes',
        });
        expect(
          Object.keys(seen)
            .filter(name => name !== 'PWD')
            .sort(),
        ).toEqual([
          'CI',
          'GIT_CEILING_DIRECTORIES',
          'HOME',
          'LANG',
          'OWN',
          'PATH',
          'TMPDIR',
          'TZ',
        ]);
        expect(stdout).not.toContain('hidden-value');
        expect(seen.HOME).not.toBe(process.env.HOME);
      } finally {
        delete process.env.BACKEND_SECRET;
      }
    });

    it('stops a command at its time limit, with the children that it left behind', async () => {
      const { run, checkout } = await fixture({ sandbox });
      const script = `require('child_process').spawn('sh', ['-c', 'echo > begun; sleep 3; echo > late'], { stdio: 'ignore' });
      process.on('SIGTERM', () => {});
      setInterval(() => {}, 1000);`;
      expect(
        await run(['node', '-e', script], { timeoutMs: 1_000 }),
      ).toMatchObject({ timedOut: true, exitCode: undefined });
      await wait(3_000);
      expect(existsSync(join(checkout, 'begun'))).toBe(true);
      expect(existsSync(join(checkout, 'late'))).toBe(false);
    });

    it('kills what a command left running when it ended well', async () => {
      const { run, checkout } = await fixture({ sandbox });
      const result = await run([
        'sh',
        '-c',
        '(sleep 2; echo late > late) & echo done',
      ]);
      expect(result).toMatchObject({ exitCode: 0, stdout: 'done\n' });
      await wait(2_500);
      expect(existsSync(join(checkout, 'late'))).toBe(false);
    });

    it('keeps a bounded part of endless output', async () => {
      const { run } = await fixture({ sandbox, maxOutputBytes: 10_000 });
      const result = await run(
        [
          'sh',
          '-c',
          'while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done',
        ],
        { timeoutMs: 700 },
      );
      expect(result.timedOut).toBe(true);
      expect(result.output.length).toBeLessThan(11_000);
      expect(result.output).toMatch(/… \d+ bytes cut …/);
    });

    it('gives no input', async () => {
      const { run } = await fixture({ sandbox });
      expect(
        await run(['sh', '-c', 'read line; echo "$? $line"']),
      ).toMatchObject({ stdout: '1 \n' });
    });

    it('runs programs of the repository only where that is allowed, and none outside it', async () => {
      const files = {
        'bin/tool.sh': { executable: '#!/bin/sh\necho own' },
        out: { link: '/bin/echo' },
        text: 'x',
      };
      const strict = await fixture({ sandbox }, files);
      expect(await codeOf(strict.run(['./bin/tool.sh']))).toBe(
        'commandNotAllowed',
      );
      const open = await fixture({ sandbox, allowFromRepository: true }, files);
      expect(await open.run(['./bin/tool.sh'])).toMatchObject({
        exitCode: 0,
        stdout: 'own\n',
      });
      expect(await open.run(['bin/tool.sh'])).toMatchObject({
        stdout: 'own\n',
      });
      expect(await codeOf(open.run(['./out', 'x']))).toBe('pathEscapes');
      expect(await codeOf(open.run(['../../../../bin/echo']))).toBe(
        'pathEscapes',
      );
      expect(await codeOf(open.run(['./none']))).toBe('commandNotFound');
    });

    it('is stopped by its signal', async () => {
      const { run } = await fixture({ sandbox });
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 300);
      expect(
        await codeOf(run(['sleep', '60'], { signal: controller.signal })),
      ).toBe('cancelled');
      expect(
        await codeOf(run(['sleep', '60'], { signal: AbortSignal.abort() })),
      ).toBe('cancelled');
    });

    it('does not find a git repository around the checkout', async () => {
      const { run, folder } = await fixture({ sandbox });
      mkdirSync(join(folder, '.git'));
      expect((await run(['git', 'status'])).output).toContain(
        'not a git repository',
      );
    });
  },
);

describe('CommandRunner', () => {
  it.each([
    [['curl', 'x'], 'commandNotAllowed'],
    [['/bin/sh', '-c', 'x'], 'commandNotAllowed'],
    [['..'], 'commandNotAllowed'],
    [[''], 'commandNotAllowed'],
    [['no\nde'], 'commandNotAllowed'],
    [['node', 'a\0b'], 'commandNotAllowed'],
    [['missing-program'], 'commandNotFound'],
  ])('refuses %j', async (command, code) => {
    const { run } = await fixture({ allow: ['node', 'missing-program'] });
    expect(await codeOf(run(command))).toBe(code);
  });

  it('runs an absolute path that is allowed as such, and says when nothing is allowed', async () => {
    const open = await fixture({ allow: ['/bin/sh', '/not/there'] });
    expect(await open.run(['/bin/sh', '-c', 'echo x'])).toMatchObject({
      stdout: 'x\n',
    });
    expect(await codeOf(open.run(['/not/there']))).toBe('commandFailed');
    const none = await fixture({ allow: [] });
    await expect(none.run(['node'])).rejects.toThrow(
      'orchestrator.commands.allow is empty',
    );
  });

  it('does not look for programs in relative folders of the search path', async () => {
    const { run } = await fixture(
      { allow: ['tool'], searchPath: '.:bin:' },
      { tool: { executable: '#!/bin/sh\n' } },
    );
    expect(await codeOf(run(['tool']))).toBe('commandNotFound');
  });

  it.each([
    'LD_PRELOAD',
    'PATH',
    'NODE_OPTIONS',
    'BASH_ENV',
    'GIT_SSH_COMMAND',
    'home',
  ])('refuses the variable %s', async name => {
    const { run } = await fixture();
    expect(await codeOf(run(['node'], { env: { [name]: './evil' } }))).toBe(
      'environmentNotAllowed',
    );
  });

  it('refuses NUL in a variable', async () => {
    const { run } = await fixture();
    expect(await codeOf(run(['node'], { env: { A: 'a\0' } }))).toBe(
      'environmentNotAllowed',
    );
  });

  it('masks secrets in outputs', async () => {
    const { run } = await fixture();
    const result = await run([
      'node',
      '-e',
      'console.log("ghp_" + "0123456789".repeat(4))',
    ]);
    expect([result.stdout, result.output]).toEqual(['***\n', '***\n']);
  });

  it('fails at the start where a sandbox is required and there is none', async () => {
    const detect = jest.spyOn(Sandbox, 'detect').mockResolvedValue(undefined);
    await expect(fixture({ sandbox: 'required' })).rejects.toThrow(
      '"required"',
    );
    expect((await fixture({ sandbox: 'auto' })).runner.sandboxed).toBe(false);
    detect.mockRestore();
  });
});

describe('Sandbox', () => {
  let works = false;
  beforeAll(async () => {
    works = (await Sandbox.detect('/usr/bin:/bin')) !== undefined;
  });

  it('is not found where bwrap is not installed or does not work', async () => {
    expect(await Sandbox.detect('')).toBeUndefined();
    const folder = folders.make();
    writeTestFiles(folder, { bwrap: { executable: '#!/bin/sh\nexit 1\n' } });
    expect(await Sandbox.detect(folder)).toBeUndefined();
  });

  it('shows the checkout and nothing of the machine that is not the system', async () => {
    if (!works) {
      return;
    }
    const { run, folder, checkout } = await fixture({ sandbox: 'required' });
    writeTestFiles(folder, { secret: 'x' });
    const script = `const fs = require('fs'); const can = path => fs.existsSync(path);
      const write = path => { try { fs.writeFileSync(path, 'x'); return true } catch { return false } };
      console.log(JSON.stringify({ cwd: process.cwd(), uid: process.getuid(), home: process.env.HOME,
        secret: can(${JSON.stringify(
          join(folder, 'secret'),
        )}), shadow: can('/etc/shadow'), root: can('/root/.ssh'),
        usr: write('/usr/x'), own: write('made'), homeWrite: write(process.env.HOME + '/x'), tmp: write('/tmp/x'),
        others: fs.readdirSync('/proc').filter(name => /^\\d+$/.test(name)).length < 6 }))`;
    expect(JSON.parse((await run(['node', '-e', script])).stdout)).toEqual({
      cwd: '/workspace',
      uid: 1000,
      home: '/home/orchestrator',
      secret: false,
      shadow: false,
      root: false,
      usr: false,
      own: true,
      homeWrite: true,
      tmp: true,
      others: true,
    });
    expect(existsSync(join(checkout, 'made'))).toBe(true);
  });

  it('has no network unless the step asks for it', async () => {
    if (!works) {
      return;
    }
    const server = createServer((_, response) =>
      response.end('reached'),
    ).listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    try {
      const { run } = await fixture({ sandbox: 'required' });
      const { port } = server.address() as AddressInfo;
      const script = `fetch('http://127.0.0.1:${port}').then(r => r.text()).then(console.log, () => console.log('blocked'))`;
      expect((await run(['node', '-e', script])).stdout).toBe('blocked\n');
      expect(
        (await run(['node', '-e', script], { network: true })).stdout,
      ).toBe('reached\n');
    } finally {
      server.close();
    }
  });

  it('does not run a program that commands in it would not see, and says what to do', async () => {
    if (!works) {
      return;
    }
    const tools = realpathSync(folders.make());
    writeTestFiles(tools, { tool: { executable: '#!/bin/sh\necho tool\n' } });
    const hidden = await fixture({
      sandbox: 'required',
      allow: ['tool'],
      searchPath: tools,
    });
    await expect(hidden.run(['tool'])).rejects.toThrow('readOnlyPaths');
    const shown = await fixture({
      sandbox: 'required',
      allow: ['tool'],
      searchPath: tools,
      readOnlyPaths: [tools],
    });
    expect((await shown.run(['tool'])).stdout).toBe('tool\n');
  });
});
