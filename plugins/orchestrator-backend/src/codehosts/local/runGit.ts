import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { runProcess } from '../../commands';

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
export async function runGit(
  args: readonly string[],
  { env, input, accept = [0] }: GitCall,
): Promise<GitResult> {
  const command = args[0];
  const result = await runProcess({
    file: 'git',
    args: [...SAFE_SETTINGS, ...args],
    cwd: '/',
    env: { ...cleanEnvironment(), ...env },
    input: input === undefined ? undefined : Buffer.from(input),
    timeoutMs: GIT_TIMEOUT_MS,
    maxOutputBytes: MAX_OUTPUT_BYTES,
  }).catch(error => {
    throw error instanceof FailureError ? error : notStarted(command, error);
  });
  const stderr = result.stderr.text();
  if (result.stopped || result.stdout.cutBytes > 0) {
    throw new FailureError({
      class: 'transient',
      code: 'gitTimeout',
      message: `git ${command} did not end within ${
        GIT_TIMEOUT_MS / 1000
      } s, or wrote too much`,
    });
  }
  const { exitCode: code } = result;
  if (code === undefined || !accept.includes(code)) {
    throw failed(command, stderr.trim().split('\n').slice(-3).join(' '));
  }
  return { code, stdout: result.stdout.text(), stderr };
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

function notStarted(
  command: string,
  error: Error & { code?: unknown },
): FailureError {
  return error.code === 'ENOENT'
    ? new FailureError(
        {
          class: 'permanent',
          code: 'gitMissing',
          message:
            'The program git was not found: install git 2.38 or later where the backend runs',
        },
        { cause: error },
      )
    : failed(command, error.message, error);
}

function failed(command: string, reason: string, cause?: Error): FailureError {
  return new FailureError(
    {
      class: 'transient',
      code: 'gitFailed',
      message: `git ${command} failed: ${reason || 'no reason given'}`,
    },
    { cause },
  );
}
