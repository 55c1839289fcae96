import { runProcess } from './runProcess';

// Real programs, on machines that may be busy.
jest.setTimeout(30_000);

async function outputOf(script: string, maxOutputBytes: number) {
  const { stdout } = await runProcess({
    file: '/bin/sh',
    args: ['-c', script],
    cwd: '/',
    env: { PATH: process.env.PATH ?? '' },
    timeoutMs: 30_000,
    maxOutputBytes,
  });
  return stdout;
}

describe('the output of a program', () => {
  it('is kept whole where it is short, whatever pieces it comes in', async () => {
    const output = await outputOf(
      `printf 'a\\342'; sleep 0.1; printf '\\202\\254b'`,
      100,
    );
    expect(output.text()).toBe('a€b');
    expect(output.cutBytes).toBe(0);
  });

  it('is kept at its beginning and its end where it is long, and says how much was cut', async () => {
    const output = await outputOf(
      'for c in a b c d e f g h i j k l m n o p q r s t u v w x y z; do printf $c; done',
      8,
    );
    expect(output.text()).toBe('ab\n… 18 bytes cut …\nuvwxyz');
    expect(output.totalBytes).toBe(26);
    expect(output.cutBytes).toBe(18);
    expect(output.bytes().toString()).toBe('abuvwxyz');
  });

  it('does not fill the memory', async () => {
    const output = await outputOf('yes | head -c 20000000', 1_000);
    expect(output.totalBytes).toBe(20_000_000);
    expect(output.bytes()).toHaveLength(1_000);
  });
});
