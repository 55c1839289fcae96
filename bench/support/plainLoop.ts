import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';

/** What somebody with a list of repositories would type. */
const SCRIPT = `set -e
git clone --quiet "$1/$3.git" "$2/$3"
cd "$2/$3"
git checkout --quiet -b sweep/node-22
sed -i 's/20/22/' .nvmrc
git commit --quiet --all --message 'build: run on Node 22'
git push --quiet origin sweep/node-22`;

/** Changes each repository with `xargs -P`: clone, edit, commit, push. */
export async function plainLoop(options: {
  repositories: string;
  work: string;
  names: readonly string[];
  parallel: number;
}): Promise<void> {
  const { repositories, work, names, parallel } = options;
  await mkdir(work, { recursive: true });
  const child = spawn(
    'xargs',
    [
      ...['-P', String(parallel), '-I', '{}'],
      ...['sh', '-c', SCRIPT, 'sweep', repositories, work, '{}'],
    ],
    {
      stdio: ['pipe', 'ignore', 'inherit'],
      env: {
        PATH: process.env.PATH,
        HOME: work,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_AUTHOR_NAME: 'Dev',
        GIT_AUTHOR_EMAIL: 'dev@example.com',
        GIT_COMMITTER_NAME: 'Dev',
        GIT_COMMITTER_EMAIL: 'dev@example.com',
      },
    },
  );
  child.stdin.end(`${names.join('\n')}\n`);
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) {
    throw new Error(`The plain loop ended with ${code}`);
  }
}
