import { join } from 'node:path';
import { ScriptProcess } from '../../testing/ScriptProcess';
import type { BackendOptions } from './BackendOptions';

/** Loading a backend takes seconds, and more where others use the machine. */
export const START_PATIENCE_MS = 240_000;

/** Starts a script that makes a backend with `createOwnBackend`; it does not answer yet. */
export function startBackend(
  script: string,
  options: BackendOptions,
): ScriptProcess {
  return new ScriptProcess(script, options, {
    NODE_ENV: 'development',
    NODE_COMPILE_CACHE: join(options.folder, 'compiled'),
    LOG_LEVEL: 'warn',
    NO_COLOR: '1',
  });
}
