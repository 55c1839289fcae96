import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { findProgram, redactSecrets, runProcess } from '../commands';
import { gitFailure } from './gitFailures';
import { type GitProtocol } from './address';

const DEFAULT_TIMEOUT_MS = 10 * 60_000;
/** A patch that is longer than this is no change that a person could review. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * Settings of every call. Neither the machine's nor a user's settings are read, and those of a repository are ours
 * alone: its files can't name programs that git would run (hooks, filters, diff drivers, file system monitors).
 */
const SETTINGS: Record<string, string> = {
  'core.hooksPath': '/dev/null',
  'core.attributesFile': '/dev/null',
  'core.excludesFile': '/dev/null',
  'core.fsmonitor': 'false',
  'core.untrackedCache': 'false',
  'core.alternateRefsCommand': 'true',
  'core.protectHFS': 'true',
  'core.protectNTFS': 'true',
  'core.autocrlf': 'false',
  'core.quotePath': 'true',
  'core.askPass': '',
  'credential.helper': '',
  'safe.bareRepository': 'explicit',
  'submodule.recurse': 'false',
  'fetch.recurseSubmodules': 'false',
  'push.recurseSubmodules': 'no',
  'diff.ignoreSubmodules': 'all',
  'transfer.fsckObjects': 'true',
  // Old tools made commits with these blemishes; they are harmless, and many real repositories have them.
  'fetch.fsck.zeroPaddedFilemode': 'ignore',
  'fetch.fsck.missingSpaceBeforeDate': 'ignore',
  'fetch.fsck.badTimezone': 'ignore',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'protocol.allow': 'never',
  'http.followRedirects': 'initial',
  'advice.detachedHead': 'false',
  'init.defaultBranch': 'main',
  'commit.gpgSign': 'false',
  'push.gpgSign': 'false',
};

/** What git itself needs from the backend's environment to reach a code host. Steps and gates never see it. */
const INHERITED =
  /^(https?_proxy|no_proxy|all_proxy|GIT_SSL_CAINFO|SSL_CERT_FILE|SSL_CERT_DIR|SSH_AUTH_SOCK)$/i;
/** A call of git. */
export interface GitCall {
  args: string[];
  gitDir?: string;
  workTree?: string;
  /** Where to run; the folder of the program's own otherwise. */
  cwd?: string;
  /** Further variables; credentials only where the call speaks to the code host. */
  env?: Record<string, string>;
  settings?: Record<string, string>;
  /** Protocols that this call may speak; none if absent. */
  protocol?: GitProtocol;
  input?: Uint8Array;
  signal: AbortSignal;
  /** Code and message of the failure where git's words don't tell more. */
  failure: { code: string; message: string };
  /** Exit codes that are no failure; default is 0 alone. */
  accept?: number[];
}

/** Runs a call that speaks to a code host, so that traces can tell how long it took; `command` is git's own. */
export type AroundRemoteCall = <T>(
  command: string,
  call: () => Promise<T>,
) => Promise<T>;
/** One of several commands. */
export type GitCommand = Pick<GitCall, 'args' | 'failure'>;

/** What git wrote. */
export interface GitAnswer {
  exitCode: number;
  stdout: Buffer;
  /** Secrets redacted. */
  stderr: string;
}

/** Runs the real git, safely: the only place that starts it. */
export class Git {
  readonly #program: string;
  readonly #home: string;
  readonly #timeoutMs: number;
  readonly #around: AroundRemoteCall;
  readonly #path = process.env.PATH ?? '/usr/bin:/bin';
  readonly #inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && INHERITED.test(entry[0]),
    ),
  );

  private constructor(
    program: string,
    home: string,
    timeoutMs: number,
    around: AroundRemoteCall,
  ) {
    this.#program = program;
    this.#home = home;
    this.#timeoutMs = timeoutMs;
    this.#around = around;
  }

  /** @throws FailureError `commandNotFound` where git is not installed */
  static async create(options: {
    workDir: string;
    timeoutMs?: number;
    around?: AroundRemoteCall;
  }): Promise<Git> {
    const home = join(options.workDir, 'home');
    await mkdir(home, { recursive: true });
    const program = await findProgram(
      'git',
      [process.env.PATH ?? '', '/usr/bin', '/usr/local/bin'].join(delimiter),
    );
    return new Git(
      program,
      home,
      options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      options.around ?? ((_command, call) => call()),
    );
  }

  /** @throws FailureError sorted by what git wrote, or of class `cancelled` */
  async run(call: GitCall): Promise<GitAnswer> {
    const { exitCode, answer, failed } = await this.#traced(
      call.args[0],
      call,
      () =>
        this.#run(this.#program, [...this.#settings(call), ...call.args], call),
    );
    if (exitCode === undefined || !(call.accept ?? [0]).includes(exitCode)) {
      throw failed(call.failure);
    }
    return { exitCode, ...answer };
  }

  /**
   * Runs commands one after the other with one start of a process, which is what costs most of a small one. The first
   * that fails is the last.
   *
   * @param call - what they share; `input` goes to the first that reads it
   * @returns what all of them wrote to standard output, in order
   * @throws FailureError as {@link Git.run}, with the code and the message of the command that failed
   */
  async runAll(
    commands: readonly GitCommand[],
    call: Omit<GitCall, 'args' | 'failure' | 'accept'>,
  ): Promise<Buffer> {
    const settings = this.#settings(call);
    const { exitCode, answer, failed } = await this.#traced(
      commands[0].args[0],
      call,
      () =>
        this.#run(
          '/bin/sh',
          [
            '-c',
            chainScript(
              settings.length,
              commands.map(({ args }) => args.length),
            ),
            this.#program,
            ...settings,
            ...commands.flatMap(({ args }) => args),
          ],
          { ...call, failure: commands[0].failure },
        ),
    );
    if (exitCode !== 0) {
      throw failed((commands[(exitCode ?? 1) - 1] ?? commands[0]).failure);
    }
    return answer.stdout;
  }

  #traced<T>(
    command: string,
    call: Pick<GitCall, 'protocol'>,
    work: () => Promise<T>,
  ): Promise<T> {
    return call.protocol ? this.#around(command, work) : work();
  }

  /** Runs a program until its end, whatever that is. */
  async #run(
    file: string,
    args: string[],
    call: Omit<GitCall, 'args' | 'accept'>,
  ): Promise<{
    exitCode: number | undefined;
    answer: Omit<GitAnswer, 'exitCode'>;
    /** Sorts what went wrong. */
    failed(failure: GitCall['failure']): FailureError;
  }> {
    // Only what speaks to a code host carries credentials.
    const secrets = Object.entries(call.protocol ? call.env ?? {} : {})
      .filter(([name]) => !/^GIT_CONFIG_(COUNT|KEY_\d+)$/.test(name))
      .flatMap(([, value]) => [value, ...value.split(/\s+/)]);
    const redact = (text: string) => redactSecrets(text, secrets);
    const result = await runProcess({
      file,
      args,
      cwd: call.cwd ?? call.workTree ?? this.#home,
      env: this.#environment(call),
      input: call.input,
      timeoutMs: this.#timeoutMs,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      signal: call.signal,
    });
    if (result.stopped === 'aborted') {
      throw new FailureError({
        class: 'cancelled',
        code: 'cancelled',
        message: 'git was stopped',
      });
    }
    const stderr = redact(result.stderr.text());
    if (result.stopped === 'timeout') {
      throw new FailureError({
        class: 'transient',
        code: call.failure.code,
        message: `${call.failure.message}: git took too long`,
      });
    }
    if (result.stdout.cutBytes > 0) {
      throw new FailureError({
        class: 'permanent',
        code: 'diffTooLarge',
        message: `git's answer is longer than ${
          MAX_OUTPUT_BYTES / 1024 / 1024
        } MiB. Is a build output or a dependency folder part of the change?`,
      });
    }
    return {
      exitCode: result.exitCode,
      answer: { stdout: result.stdout.bytes(), stderr },
      failed: failure =>
        gitFailure(failure, stderr || redact(result.stdout.text())),
    };
  }

  #settings(call: Pick<GitCall, 'protocol' | 'gitDir' | 'settings'>): string[] {
    const settings = {
      ...SETTINGS,
      ...(call.protocol
        ? { [`protocol.${call.protocol}.allow`]: 'always' }
        : {}),
      ...(call.gitDir ? { 'safe.directory': call.gitDir } : {}),
      ...call.settings,
    };
    return Object.entries(settings).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
  }

  #environment(
    call: Pick<GitCall, 'protocol' | 'gitDir' | 'workTree' | 'env'>,
  ): Record<string, string> {
    return {
      PATH: this.#path,
      HOME: this.#home,
      LANG: 'C.UTF-8',
      LC_ALL: 'C',
      TZ: 'UTC',
      ...(call.protocol ? this.#inherited : {}),
      GIT_SSH_COMMAND: 'ssh -oBatchMode=yes',
      ...call.env,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_ATTR_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ASKPASS: '',
      SSH_ASKPASS: '',
      GIT_EDITOR: 'true',
      GIT_PAGER: 'cat',
      GIT_OPTIONAL_LOCKS: '0',
      // These win over whatever the settings of a repository say.
      GIT_ALLOW_PROTOCOL: call.protocol ?? 'none',
      ...(call.protocol ? {} : { GIT_NO_LAZY_FETCH: '1' }),
      ...(call.gitDir ? { GIT_DIR: call.gitDir } : {}),
      ...(call.workTree ? { GIT_WORK_TREE: call.workTree } : {}),
    };
  }
}

/**
 * A script for `sh` that runs `$0` several times and ends with the number of the command that fails. It holds nothing
 * but numbers: what a command gets are the script's own arguments, first those that all share.
 */
function chainScript(shared: number, counts: readonly number[]): string {
  let last = shared;
  const position = (at: number) => `"\${${at}}"`;
  const common = Array.from({ length: shared }, (_, at) => position(at + 1));
  return counts
    .map((count, index) => {
      const own = Array.from({ length: count }, (_, at) =>
        position(last + at + 1),
      );
      last += count;
      return `${['"$0"', ...common, ...own].join(' ')} || exit ${index + 1}`;
    })
    .join('\n');
}
