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
    return call.protocol
      ? this.#around(call.args[0], () => this.#run(call))
      : this.#run(call);
  }

  async #run(call: GitCall): Promise<GitAnswer> {
    // Only what speaks to a code host carries credentials.
    const secrets = Object.entries(call.protocol ? call.env ?? {} : {})
      .filter(([name]) => !/^GIT_CONFIG_(COUNT|KEY_\d+)$/.test(name))
      .flatMap(([, value]) => [value, ...value.split(/\s+/)]);
    const redact = (text: string) => redactSecrets(text, secrets);
    const result = await runProcess({
      file: this.#program,
      args: [...this.#settings(call), ...call.args],
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
    if (
      result.exitCode === undefined ||
      !(call.accept ?? [0]).includes(result.exitCode)
    ) {
      throw gitFailure(call.failure, stderr || redact(result.stdout.text()));
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
    return { exitCode: result.exitCode, stdout: result.stdout.bytes(), stderr };
  }

  #settings(call: GitCall): string[] {
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

  #environment(call: GitCall): Record<string, string> {
    const inherited = Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        call.protocol !== undefined &&
        entry[1] !== undefined &&
        INHERITED.test(entry[0]),
    );
    return {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      HOME: this.#home,
      LANG: 'C.UTF-8',
      LC_ALL: 'C',
      TZ: 'UTC',
      ...Object.fromEntries(inherited),
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
      ...(call.gitDir ? { GIT_DIR: call.gitDir } : {}),
      ...(call.workTree ? { GIT_WORK_TREE: call.workTree } : {}),
    };
  }
}
