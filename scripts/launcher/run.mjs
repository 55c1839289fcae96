import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onOrphaned } from './orphan.mjs';
import { ROOT } from './project.mjs';

/** Lets Node run the workspaces' TypeScript sources as they are, as Backstage's own `package start` does. */
export const SOURCE_LOADER = [
  '--enable-source-maps',
  '--require',
  join(
    ROOT,
    'node_modules',
    '@backstage',
    'cli',
    'config',
    'nodeTransform.cjs',
  ),
];

/**
 * Runs a program on the user's terminal until it ends.
 *
 * @returns {Promise<number>} its exit code; 128 and more after a signal, as shells do it
 */
export async function runInteractive(command, args, env) {
  const child = spawn(command, args, { cwd: ROOT, env, stdio: 'inherit' });
  // Ctrl-C reaches the program itself; the launcher only waits for how it ends. A signal sent to it is passed on.
  const ignore = () => {};
  const pass = signal => child.kill(signal);
  process.on('SIGINT', ignore);
  process.on('SIGTERM', pass);
  const unwatch = onOrphaned(() => child.kill('SIGTERM'));
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) =>
        resolve(code ?? (signal === 'SIGINT' ? 130 : 143)),
      );
    });
  } finally {
    process.off('SIGINT', ignore);
    process.off('SIGTERM', pass);
    unwatch();
  }
}

/** Runs a Yarn command on the user's terminal. */
export const runYarn = (tools, args, env = {}) =>
  runInteractive(tools.node, [tools.yarn, ...args], { ...tools.env, ...env });

/** Runs one of the project's programs, written in TypeScript or importing it. */
export const runSource = (tools, file, args, env = {}) =>
  runInteractive(tools.node, [...SOURCE_LOADER, join(ROOT, file), ...args], {
    ...tools.env,
    ...env,
  });
