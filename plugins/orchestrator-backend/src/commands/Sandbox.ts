import { constants } from 'node:fs';
import {
  access,
  lstat,
  mkdir,
  readdir,
  readlink,
  writeFile,
} from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { runProcess } from './runProcess';

/** Whether commands run in a sandbox: where it works, always or not at all, or never. */
export type SandboxMode = 'auto' | 'required' | 'off';

/** Folders of a command on this machine. */
export interface SandboxFolders {
  /** The checkout; readable and writable. */
  checkout: string;
  /** Home folder of one attempt, readable and writable. */
  home: string;
  /** What the command sees as /tmp. */
  temporary: string;
  /** Where the few files of /etc that are made for it are kept. */
  etc: string;
}

/** Where a command in the sandbox sees its folders. The same for every attempt, so that no output depends on them. */
export const SANDBOX_CHECKOUT = '/workspace';
export const SANDBOX_HOME = '/home/orchestrator';

const PROBE_TIMEOUT_MS = 10_000;
const PROBE_OUTPUT_BYTES = 4_096;

/** Folders of the system, shown read-only. On most systems all but the first are links into it. */
const SYSTEM_FOLDERS = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
];
/** What programs need from /etc; nothing in it is a secret. */
const SYSTEM_SETTINGS = [
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/alternatives',
  '/etc/ssl/certs',
  '/etc/ssl/openssl.cnf',
  '/etc/ca-certificates.conf',
  '/etc/pki/tls/certs',
  '/etc/pki/ca-trust/extracted',
  '/etc/localtime',
  '/etc/mime.types',
  '/etc/magic',
];
/** Java keeps its settings there and doesn't start without them. */
const LANGUAGE_SETTINGS = /^(java-\d|java$|python3|perl$|maven$|gradle$)/;
/** Needed to find other machines by name; only with a network. */
const NETWORK_SETTINGS = [
  '/etc/resolv.conf',
  '/etc/services',
  '/etc/protocols',
];

const ETC_FILES: Record<string, string> = {
  passwd: `orchestrator:x:1000:1000::${SANDBOX_HOME}:/bin/sh\nnobody:x:65534:65534::/nonexistent:/bin/false\n`,
  group: 'orchestrator:x:1000:\nnogroup:x:65534:\n',
  hosts: '127.0.0.1 localhost\n::1 localhost\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
};

/**
 * Runs commands with bubblewrap (`bwrap`).
 *
 * @remarks
 * What a command sees: the folders of the system, read-only; a few files of /etc; folders of tools that the operator
 * names, read-only; an own /proc, /dev and /tmp; its checkout at /workspace and its home, both writable. There is no
 * `.git` anywhere. All namespaces are its own: it sees no other process, and no network unless the step asks for it.
 * It has no capabilities, and dies with the backend.
 */
export class Sandbox {
  readonly #program: string;
  readonly #optionalFlags: string[];
  readonly #system: string[];
  readonly #readOnlyPaths: string[];

  private constructor(
    program: string,
    optionalFlags: string[],
    system: string[],
    readOnlyPaths: string[],
  ) {
    this.#program = program;
    this.#optionalFlags = optionalFlags;
    this.#system = system;
    this.#readOnlyPaths = readOnlyPaths;
  }

  /**
   * Finds out by trying whether a sandbox works here.
   *
   * @param searchPath - value of PATH, to find `bwrap` with
   * @param readOnlyPaths - further folders that are shown, at the same place
   * @returns undefined where it doesn't
   */
  static async detect(
    searchPath: string,
    readOnlyPaths: string[] = [],
  ): Promise<Sandbox | undefined> {
    const program = await findBubblewrap(searchPath);
    if (!program) {
      return undefined;
    }
    const system = await systemArguments();
    // Newer versions can keep the command from making further namespaces; older ones don't know the flag.
    for (const optionalFlags of [['--disable-userns'], []]) {
      const sandbox = new Sandbox(
        program,
        optionalFlags,
        system,
        readOnlyPaths,
      );
      if (await sandbox.#works()) {
        return sandbox;
      }
    }
    return undefined;
  }

  /** Whether a file of this machine is seen by commands, at the same place. */
  shows(path: string): boolean {
    return [...SYSTEM_FOLDERS, ...this.#readOnlyPaths].some(
      folder => path === folder || path.startsWith(`${folder}/`),
    );
  }

  /**
   * What to run instead of the command.
   *
   * @param command - program and arguments, the program as it is seen in the sandbox
   * @param cwd - folder in the sandbox
   */
  async wrap(command: {
    folders: SandboxFolders;
    file: string;
    args: string[];
    cwd: string;
    network: boolean;
  }): Promise<{ file: string; args: string[] }> {
    const { folders } = command;
    await mkdir(folders.etc, { recursive: true });
    await Promise.all(
      Object.entries(ETC_FILES).map(([name, content]) =>
        writeFile(join(folders.etc, name), content),
      ),
    );
    return {
      file: this.#program,
      args: [
        ...this.#isolation(command.network),
        ...this.#system,
        ...Object.keys(ETC_FILES).flatMap(name => [
          '--ro-bind',
          join(folders.etc, name),
          `/etc/${name}`,
        ]),
        ...(command.network
          ? NETWORK_SETTINGS.flatMap(path => ['--ro-bind-try', path, path])
          : []),
        '--bind',
        folders.temporary,
        '/tmp',
        // After /tmp, so that tools that are kept there are not hidden by it.
        ...this.#readOnlyPaths.flatMap(path => ['--ro-bind-try', path, path]),
        '--bind',
        folders.home,
        SANDBOX_HOME,
        '--bind',
        folders.checkout,
        SANDBOX_CHECKOUT,
        '--chdir',
        command.cwd,
        '--',
        command.file,
        ...command.args,
      ],
    };
  }

  #isolation(network: boolean): string[] {
    return [
      '--unshare-all',
      ...(network ? ['--share-net'] : []),
      '--unshare-user',
      '--uid',
      '1000',
      '--gid',
      '1000',
      '--cap-drop',
      'ALL',
      '--hostname',
      'orchestrator',
      '--new-session',
      '--die-with-parent',
      ...this.#optionalFlags,
      '--proc',
      '/proc',
      '--dev',
      '/dev',
      '--dir',
      '/run',
      '--dir',
      '/var/tmp',
    ];
  }

  async #works(): Promise<boolean> {
    try {
      const result = await runProcess({
        file: this.#program,
        args: [
          ...this.#isolation(false),
          ...this.#system,
          '--',
          '/bin/sh',
          '-c',
          'exit 0',
        ],
        cwd: '/',
        env: {},
        timeoutMs: PROBE_TIMEOUT_MS,
        maxOutputBytes: PROBE_OUTPUT_BYTES,
      });
      return result.exitCode === 0;
    } catch {
      return false;
    }
  }
}

async function findBubblewrap(searchPath: string): Promise<string | undefined> {
  for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
    const candidate = join(folder, 'bwrap');
    if (await isExecutable(candidate)) {
      return candidate;
    }
  }
  return undefined;
}

async function systemArguments(): Promise<string[]> {
  const args: string[] = [];
  for (const folder of SYSTEM_FOLDERS) {
    const stats = await lstat(folder).catch(() => undefined);
    if (stats?.isSymbolicLink()) {
      args.push('--symlink', await readlink(folder), folder);
    } else if (stats) {
      args.push('--ro-bind', folder, folder);
    }
  }
  const settings = await languageSettings();
  return [
    ...args,
    ...[...SYSTEM_SETTINGS, ...settings].flatMap(path => [
      '--ro-bind-try',
      path,
      path,
    ]),
  ];
}

async function languageSettings(): Promise<string[]> {
  const names = await readdir('/etc').catch(() => []);
  return names
    .filter(name => LANGUAGE_SETTINGS.test(name))
    .map(name => `/etc/${name}`);
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await lstat(path)).isFile();
  } catch {
    return false;
  }
}
