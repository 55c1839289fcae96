import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { Git, type GitCommand } from './Git';
import { testFolders } from './testing/TestRepository';
import { writeRepository } from './writeRepository';

// Real programs, on machines that may be busy.
jest.setTimeout(30_000);

const folders = testFolders();
const { signal } = new AbortController();

async function fixture() {
  const folder = folders.make();
  const gitDir = join(folder, 'x.git');
  await writeRepository(gitDir, { bare: true, partial: false });
  return { folder, gitDir, git: await Git.create({ workDir: folder }) };
}

function command(...args: string[]): GitCommand {
  return { args, failure: { code: args[0], message: `${args[0]} failed` } };
}

async function failureOf(work: Promise<unknown>) {
  const error = await work.catch(thrown => thrown);
  return error instanceof FailureError ? error.failure : error;
}

describe('several commands of git with one start', () => {
  it('run in order, and what they write comes in order', async () => {
    const { git, gitDir } = await fixture();
    const output = await git.runAll(
      [
        command('check-ref-format', '--branch', 'main'),
        command('hash-object', '-w', '--stdin'),
        command('rev-parse', '--is-bare-repository'),
      ],
      { gitDir, input: Buffer.from('1\n'), signal },
    );
    expect(output.toString()).toBe(
      'main\nd00491fd7e5bb6fa28c517a0bb32b8b506539d4d\ntrue\n',
    );
  });

  it('end with the one that fails, and tell which it was', async () => {
    const { git, gitDir } = await fixture();
    const tag = join(gitDir, 'refs/tags/late');
    expect(
      await failureOf(
        git.runAll(
          [
            command('rev-parse', '--git-dir'),
            command('cat-file', '-e', '1'.repeat(40)),
            command('update-ref', 'refs/tags/late', '1'.repeat(40)),
          ],
          { gitDir, signal },
        ),
      ),
    ).toMatchObject({ class: 'transient', code: 'cat-file' });
    expect(existsSync(tag)).toBe(false);
  });

  it('get their arguments as they are, whatever a shell would make of them', async () => {
    const { folder, git, gitDir } = await fixture();
    const pwned = join(folder, 'pwned');
    const words = [
      `$(touch ${pwned})`,
      `\`touch ${pwned}\``,
      `'; touch ${pwned} #`,
      `"; touch ${pwned}; "`,
      '${10}',
      'two\nlines',
      '',
      '*',
    ];
    const output = await git.runAll(
      [
        command('rev-parse', '--is-bare-repository'),
        command('rev-parse', '--sq-quote', ...words),
      ],
      { gitDir, signal },
    );
    expect(output.toString()).toBe(
      `true\n ${words
        .map(word => `'${word.replaceAll("'", `'\\''`)}'`)
        .join(' ')}\n`,
    );
    expect(existsSync(pwned)).toBe(false);
  });

  it('stop together', async () => {
    const { git, gitDir } = await fixture();
    const stop = new AbortController();
    const work = git.runAll(
      [command('cat-file', '--batch'), command('rev-parse', '--git-dir')],
      // More than it could answer before it is stopped.
      {
        gitDir,
        input: Buffer.alloc(64 * 1024 * 1024, 'x\n'),
        signal: stop.signal,
      },
    );
    stop.abort();
    expect(await failureOf(work)).toMatchObject({ class: 'cancelled' });
  });
});
