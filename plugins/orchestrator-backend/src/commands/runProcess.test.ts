import { spawn } from 'node:child_process';
import { runProcess } from './runProcess';

/** Longer than the output of a program that has ended may take to arrive. */
const LONG_MS = 1_000;

function block(ms: number): void {
  const until = Date.now() + ms;
  while (Date.now() < until) {
    // As a process does that gets no time of the processor.
  }
}

describe('a program that has ended', () => {
  it('is heard to the end, also by a process that had no time to listen', async () => {
    const result = runProcess({
      file: '/bin/sh',
      args: ['-c', 'sleep 0.6; printf told'],
      cwd: '/',
      env: { PATH: process.env.PATH ?? '' },
      timeoutMs: 60_000,
      maxOutputBytes: 1_000,
    });
    // The end of another one makes both ends known before anything of this one's output was read.
    const other = spawn('/bin/sh', ['-c', 'printf other']);
    other.stdout.on('data', () => block(1_500));
    other.on('exit', () => block(LONG_MS));
    block(300);
    const { exitCode, stdout } = await result;
    expect({ exitCode, stdout: stdout.text() }).toEqual({
      exitCode: 0,
      stdout: 'told',
    });
  });
});
