import { mkdir, realpath } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { commandEnvironment } from './environment';
import {
  checkProgram,
  findProgram,
  type CommandRules,
  type ProgramName,
} from './findProgram';
import { redactSecrets, type Redactor } from './redact';
import { runProcess } from './runProcess';
import {
  Sandbox,
  SANDBOX_CHECKOUT,
  SANDBOX_HOME,
  type SandboxMode,
} from './Sandbox';

const DEFAULT_MAX_OUTPUT_BYTES = 1024 * 1024;
const SYSTEM_PATH = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];

/** The operator's settings for commands (`orchestrator.commands`). */
export interface CommandSettings extends CommandRules {
  sandbox: SandboxMode;
  /** Bytes of output that are kept of a command; default 1 MiB. */
  maxOutputBytes?: number;
  /** Folders outside the system's own that commands in the sandbox may read, such as `/opt/jdk`. */
  readOnlyPaths?: string[];
  /** Where programs are looked for; default is the PATH of the backend. */
  searchPath?: string;
}

/** A command of a step or a gate. */
export interface CommandRequest {
  /** Program and arguments. */
  command: string[];
  /** Variables on top of the clean environment. */
  env: Record<string, string>;
  timeoutMs: number;
  /** Whether it may use the network. */
  network: boolean;
  /** The checkout, absolute. */
  checkout: string;
  /** Folder that it runs in, absolute and inside the checkout. */
  cwd: string;
  /** Folder of the attempt, outside the checkout, for its home and temporary files. */
  privateFolder: string;
  signal: AbortSignal;
}

/** How a command ended. */
export interface CommandResult {
  exitCode?: number;
  timedOut: boolean;
  /** Signal that ended it, where one did. */
  killedBy?: string;
  /** Standard output, capped, secrets redacted. */
  stdout: string;
  /** Both outputs, capped, secrets redacted. */
  output: string;
  durationMs: number;
}

/** Runs the commands of steps and gates: only allowed ones, without a shell, in a sandbox where there is one. */
export class CommandRunner {
  readonly #settings: CommandSettings;
  readonly #sandbox?: Sandbox;
  readonly #searchPath: string;
  readonly #redact: Redactor;

  private constructor(
    settings: CommandSettings,
    sandbox: Sandbox | undefined,
    searchPath: string,
    redact: Redactor,
  ) {
    this.#settings = settings;
    this.#sandbox = sandbox;
    this.#searchPath = searchPath;
    this.#redact = redact;
  }

  /**
   * Makes a runner and finds out whether a sandbox works here.
   *
   * @throws Error where the settings require a sandbox and there is none
   */
  static async create(options: {
    settings: CommandSettings;
    redact?: Redactor;
  }): Promise<CommandRunner> {
    const { settings } = options;
    // The Node that runs the backend comes first, so that `node` in a manifest is a known version.
    const searchPath =
      settings.searchPath ??
      [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);
    const sandbox =
      settings.sandbox === 'off'
        ? undefined
        : await Sandbox.detect(
            [...SYSTEM_PATH, searchPath].join(delimiter),
            await shownFolders(settings),
          );
    if (settings.sandbox === 'required' && !sandbox) {
      throw new Error(
        'orchestrator.commands.sandbox is "required", but bwrap (bubblewrap) is not installed or can not make namespaces here. ' +
          'Install it, allow user namespaces, or set it to "auto"',
      );
    }
    return new CommandRunner(
      settings,
      sandbox,
      searchPath,
      options.redact ?? redactSecrets,
    );
  }

  /** Whether commands run in a sandbox. */
  get sandboxed(): boolean {
    return this.#sandbox !== undefined;
  }

  /**
   * Runs a command to its end.
   *
   * @returns the result, whatever the exit code
   * @throws FailureError `commandNotAllowed`, `commandNotFound`, `environmentNotAllowed`, `pathEscapes` or
   *   `commandFailed` (it could not be started), or of class `cancelled`
   */
  async run(request: CommandRequest): Promise<CommandResult> {
    const [name, ...args] = request.command;
    const program = checkProgram(name, this.#settings);
    if (request.command.some(part => part.includes('\0'))) {
      throw new FailureError({
        class: 'permanent',
        code: 'commandNotAllowed',
        message: `An argument of ${name} contains a NUL character`,
      });
    }
    const home = join(request.privateFolder, 'home');
    const temporary = join(request.privateFolder, 'tmp');
    await Promise.all(
      [home, temporary].map(folder => mkdir(folder, { recursive: true })),
    );

    const cwd = await contained(request.checkout, request.cwd);
    const file = await this.#locate(program, request.checkout, cwd);
    const shown = (path: string) =>
      this.#sandbox
        ? join(SANDBOX_CHECKOUT, relative(request.checkout, path))
        : path;
    const env = commandEnvironment(
      {
        path: this.#visiblePath(file),
        home: this.#sandbox ? SANDBOX_HOME : home,
        temporary: this.#sandbox ? '/tmp' : temporary,
        ceiling: this.#sandbox ? '/' : dirname(request.checkout),
      },
      request.env,
    );
    const start = this.#sandbox
      ? await this.#sandbox.wrap({
          folders: {
            checkout: request.checkout,
            home,
            temporary,
            etc: join(request.privateFolder, 'etc'),
          },
          file: program.kind === 'repository' ? shown(file) : file,
          args,
          cwd: shown(cwd),
          network: request.network,
        })
      : { file, args };
    const result = await runProcess({
      ...start,
      cwd,
      env,
      timeoutMs: request.timeoutMs,
      maxOutputBytes: this.#settings.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES,
      signal: request.signal,
    }).catch(error => {
      if (error instanceof FailureError) {
        throw error;
      }
      throw new FailureError(
        {
          class: 'permanent',
          code: 'commandFailed',
          message: this.#redact(
            `${name} could not be started: ${error.message}`,
          ),
        },
        { cause: error },
      );
    });
    if (result.stopped === 'aborted') {
      throw new FailureError({
        class: 'cancelled',
        code: 'cancelled',
        message: `${name} was stopped`,
      });
    }
    return {
      exitCode: result.stopped ? undefined : result.exitCode,
      timedOut: result.stopped === 'timeout',
      killedBy: result.killedBy,
      stdout: this.#redact(result.stdout.text()),
      output: this.#redact(result.output.text()),
      durationMs: result.durationMs,
    };
  }

  async #locate(
    program: ProgramName,
    checkout: string,
    cwd: string,
  ): Promise<string> {
    if (program.kind === 'absolute') {
      return program.path;
    }
    if (program.kind === 'repository') {
      return contained(checkout, join(cwd, program.path));
    }
    const found = await findProgram(
      program.name,
      this.#searchPath,
      path => this.#sandbox?.shows(path) ?? true,
    );
    if (this.#sandbox && !this.#sandbox.shows(found)) {
      throw new FailureError({
        class: 'permanent',
        code: 'commandNotFound',
        message: `The program ${program.name} is at ${found}, which commands in the sandbox don't see. Add its folder to orchestrator.commands.readOnlyPaths`,
      });
    }
    return found;
  }

  /** PATH of the command: what it can see, with the folder of the program itself first. */
  #visiblePath(file: string): string {
    const sandbox = this.#sandbox;
    const folders = this.#searchPath.split(delimiter).filter(isAbsolute);
    if (!sandbox) {
      return folders.join(delimiter);
    }
    const own = sandbox.shows(file) ? [dirname(file)] : [];
    return [
      ...new Set([
        ...own,
        ...folders.filter(folder => sandbox.shows(folder)),
        ...SYSTEM_PATH,
      ]),
    ].join(delimiter);
  }
}

/** Folders of tools outside the system's: the operator's, and Node's own where it was installed elsewhere. */
async function shownFolders(settings: CommandSettings): Promise<string[]> {
  const bin = dirname(process.execPath);
  const own =
    bin.endsWith(`${sep}bin`) && !bin.startsWith('/usr/')
      ? [bin, join(dirname(bin), 'lib')]
      : [bin];
  return [...(settings.readOnlyPaths ?? []), ...own];
}

/** @throws FailureError `pathEscapes` where the path leads out of the checkout, through links as well */
async function contained(checkout: string, path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) {
    throw new FailureError({
      class: 'permanent',
      code: 'commandNotFound',
      message: `${
        relative(checkout, path) || '.'
      } does not exist in the repository`,
    });
  }
  if (real !== checkout && !real.startsWith(checkout + sep)) {
    throw new FailureError({
      class: 'permanent',
      code: 'pathEscapes',
      message: `${relative(checkout, path)} leads out of the checkout`,
    });
  }
  return real;
}
