import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { eventually } from '../testing';
import { ProcessHost, type HostResult } from './ProcessHost';

// Real programs, on machines that may be busy.
jest.setTimeout(30_000);

const folder = mkdtempSync(join(tmpdir(), 'orchestrator-host-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function script(text: string) {
  return {
    file: '/bin/sh',
    args: ['-c', text],
    cwd: '/',
    env: { PATH: process.env.PATH ?? '' },
    timeoutMs: 30_000,
    maxOutputBytes: 1_000,
  };
}

function outputOf({ stdout }: HostResult): string {
  return Buffer.from(stdout.head).toString() + Buffer.from(stdout.tail);
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the process that starts programs', () => {
  it('starts many at the same time, and tells each what became of its own', async () => {
    const host = new ProcessHost();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        host.run(script(`printf ${index}; exit ${index}`)),
      ),
    );
    expect(results.map(outputOf)).toEqual(
      results.map((_, index) => String(index)),
    );
    expect(results.map(({ exitCode }) => exitCode)).toEqual(
      results.map((_, index) => index),
    );
  });

  it('hands over what is written to standard input, byte by byte', async () => {
    const input = Buffer.from([0, 255, 10, 13, 1]);
    const result = await new ProcessHost().run({ ...script('cat'), input });
    expect(Buffer.from(result.stdout.head).length).toBe(input.length);
    expect(Buffer.from(result.stdout.head)).toEqual(input);
  });

  it('gives programs nothing of the environment of the backend', async () => {
    process.env.ORCHESTRATOR_TEST_SECRET = 'hunter2';
    const result = await new ProcessHost().run(
      script('tr "\\0" "\\n" < /proc/$PPID/environ; env'),
    );
    delete process.env.ORCHESTRATOR_TEST_SECRET;
    expect(outputOf(result)).toContain('PATH=');
    expect(outputOf(result)).not.toContain('hunter2');
  });

  it('tells why a program could not be started', async () => {
    await expect(
      new ProcessHost().run({ ...script(''), file: '/nowhere/program' }),
    ).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is let go when nothing is to be done, and comes again', async () => {
    const host = new ProcessHost({ idleMs: 20 });
    const pid = async () =>
      Number(outputOf(await host.run(script('printf $PPID'))));
    const first = await pid();
    await eventually('the host goes', () => !runs(first));
    expect(await pid()).not.toBe(first);
  });

  it('fails for a while when it dies, and is started anew', async () => {
    const host = new ProcessHost();
    const other = host.run(script('sleep 30')).catch(error => error);
    const failure = await host
      .run(script('kill -9 $PPID; sleep 30'))
      .catch(error => error);
    expect(failure).toBeInstanceOf(FailureError);
    expect(failure.failure).toMatchObject({
      class: 'transient',
      code: 'processHostEnded',
    });
    expect(await other).toBeInstanceOf(FailureError);
    expect(outputOf(await host.run(script('printf again')))).toBe('again');
  });

  it('ends what it has started when the backend is gone', async () => {
    const child = fork(
      resolvePackagePath(
        '@backstage-orchestrator/plugin-orchestrator-backend',
        'process-host/host.cjs',
      ),
      [],
      { env: {}, execArgv: [], serialization: 'advanced' },
    );
    const note = join(folder, 'pid');
    child.send({
      type: 'run',
      id: 0,
      request: script(`echo $$ > ${note}; sleep 30`),
    });
    await eventually(
      'the program runs',
      () => existsSync(note) && readFileSync(note, 'utf8') !== '',
    );
    const pid = Number(readFileSync(note, 'utf8'));
    expect(runs(pid)).toBe(true);
    child.disconnect();
    await eventually('the program ends', () => !runs(pid));
    await eventually('the host ends', () => child.exitCode === 0);
  });
});
