import { spawn } from 'node:child_process';
import { devNull } from 'node:os';

/**
 * Writes commits into a new bare repository whose branch is `main`.
 *
 * @param {string} folder does not exist yet
 * @param {{ message, author, time, files: Map<string, string>, tag?: string }[]} commits oldest first
 */
export async function writeRepository(folder, commits) {
  await git([
    'init',
    '--quiet',
    '--bare',
    '--template=',
    '--initial-branch=main',
    folder,
  ]);
  // One pack in place of many small files.
  await git(
    [
      '-C',
      folder,
      '-c',
      'fastimport.unpackLimit=1',
      'fast-import',
      '--quiet',
      '--done',
    ],
    importStream(commits),
  );
}

/** The input of `git fast-import`: one process writes the whole history. */
export function importStream(commits) {
  const chunks = [];
  const data = text => {
    const bytes = Buffer.from(text, 'utf8');
    chunks.push(`data ${bytes.length}\n`, bytes, '\n');
  };
  for (const { message, author, time, files, tag } of commits) {
    chunks.push(
      `commit refs/heads/main\nauthor ${author} ${time} +0000\ncommitter ${author} ${time} +0000\n`,
    );
    data(`${message}\n`);
    for (const [path, text] of files) {
      chunks.push(
        `M ${
          path.endsWith('script/test') ? '100755' : '100644'
        } inline ${path}\n`,
      );
      data(text);
    }
    if (tag) {
      chunks.push(`reset refs/tags/${tag}\nfrom refs/heads/main\n\n`);
    }
  }
  chunks.push('done\n');
  return Buffer.concat(chunks.map(chunk => Buffer.from(chunk)));
}

/** Runs git apart from the settings of this machine and of a repository around it. */
export function git(args, input = '') {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('GIT_'),
  );
  const env = {
    ...Object.fromEntries(inherited),
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    LC_ALL: 'C',
  };
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', chunk => (output += chunk));
    child.stderr.on('data', chunk => (errors += chunk));
    child.on('error', error =>
      reject(new Error(`git can't be started: ${error.message}`)),
    );
    child.on('close', code =>
      code === 0
        ? resolve(output.trim())
        : reject(new Error(`git ${args.join(' ')} failed: ${errors.trim()}`)),
    );
    // A git that has ended early says why on stderr; the broken pipe adds nothing to it.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
