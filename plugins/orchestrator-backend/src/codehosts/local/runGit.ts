import { execFile } from 'node:child_process';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';

const GIT_TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

export interface GitCall {
  /** Variables besides those of {@link runGit}. */
  env: Record<string, string>;
  /** What git reads from its standard input. */
  input?: string;
  /** Exit codes that are answers, not errors. Default: 0 only. */
  accept?: readonly number[];
}

export interface GitResult {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Settings that let a repository run programs, or git reach for a network, are overridden on the command line, which
 * wins over every file.
 */
const SAFE_SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.alternateRefsCommand=true',
  'protocol.allow=never',
  'gc.auto=0',
  'maintenance.auto=false',
  'safe.directory=*',
].flatMap(setting => ['-c', setting]);

/**
 * Runs git without a shell, without the settings of the system and of the user, and without the secrets of this
 * process.
 *
 * @throws FailureError permanent `gitMissing`, transient `gitTimeout` or `gitFailed`
 */
export function runGit(
  args: readonly string[],
  { env, input, accept = [0] }: GitCall,
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      [...SAFE_SETTINGS, ...args],
      {
        env: { ...cleanEnvironment(), ...env },
        encoding: 'utf8',
        maxBuffer: MAX_OUTPUT_BYTES,
        timeout: GIT_TIMEOUT_MS,
        killSignal: 'SIGKILL',
      },
      (error, stdout, stderr) => {
        const code = error ? error.code : 0;
        if (typeof code === 'number' && accept.includes(code)) {
          resolve({ code, stdout, stderr });
        } else {
          reject(failureOf(args[0], error, stderr));
        }
      },
    );
    // git may end before it has read everything; its exit code says what happened.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
  });
}

function cleanEnvironment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    LC_ALL: 'C',
    TZ: 'UTC',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_PAGER: 'cat',
  };
}

function failureOf(
  command: string,
  error: (Error & { code?: unknown; killed?: boolean }) | null,
  stderr: string,
): FailureError {
  if (error?.code === 'ENOENT') {
    return new FailureError(
      {
        class: 'permanent',
        code: 'gitMissing',
        message:
          'The program git was not found: install git 2.38 or later where the backend runs',
      },
      { cause: error },
    );
  }
  if (error?.killed) {
    return new FailureError(
      {
        class: 'transient',
        code: 'gitTimeout',
        message: `git ${command} did not end within ${
          GIT_TIMEOUT_MS / 1000
        } s, or wrote too much`,
      },
      { cause: error },
    );
  }
  const reason = stderr.trim().split('\n').slice(-3).join(' ');
  return new FailureError(
    {
      class: 'transient',
      code: 'gitFailed',
      message: `git ${command} failed: ${
        reason || error?.message || 'no reason given'
      }`,
    },
    { cause: error ?? undefined },
  );
}
