import { constants } from 'node:fs';
import {
  lstat,
  mkdir,
  open,
  opendir,
  realpath,
  type FileHandle,
} from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { GlobMatcher } from './globs';
import { pathEscape, stepFailure } from './stepFailure';

/** A file that is longer is no text that a step edits. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;
const MAX_LISTED_ENTRIES = 200_000;
/** Invisible characters that some file systems leave out of names. */
const IGNORED_CHARACTERS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * The files of a target: every access of a step goes through it.
 *
 * @remarks
 * Links are followed as long as they stay in the checkout. What leaves it, through `..`, an absolute path, a link, a
 * link in the place of a folder, or one that points nowhere, is refused; so is everything named `.git`.
 */
export class Workspace {
  readonly #checkout: string;
  readonly #folder: string;

  private constructor(checkout: string, folder: string) {
    this.#checkout = checkout;
    this.#folder = folder;
  }

  /**
   * @param checkout - its folder, absolute
   * @param path - path of the target in it; absent is the root
   * @throws FailureError `pathEscapes`, or `pathMissing` where there is no such folder
   */
  static async open(checkout: string, path: string = ''): Promise<Workspace> {
    const root = await realpath(checkout);
    const whole = new Workspace(root, root);
    if (path === '') {
      return whole;
    }
    const real = await whole.#locate(path);
    const stats = real === undefined ? undefined : await lstat(real);
    if (real === undefined || !stats?.isDirectory()) {
      throw stepFailure(`The repository has no folder ${path}`, 'pathMissing');
    }
    return new Workspace(root, real);
  }

  /** The folder of the target; absolute, without links. */
  get folder(): string {
    return this.#folder;
  }

  /**
   * @returns undefined where there is no such file
   * @throws FailureError `pathEscapes`, or `stepFailed` where it is no ordinary file or too long
   */
  async read(path: string): Promise<Buffer | undefined> {
    const real = await this.#locate(path);
    if (real === undefined) {
      return undefined;
    }
    const file = await openFile(path, real, constants.O_RDONLY);
    try {
      return await file.readFile();
    } finally {
      await file.close();
    }
  }

  /** Whether a file has more bytes than `read` takes. */
  async isLong(path: string): Promise<boolean> {
    const real = await this.#locate(path);
    return real !== undefined && (await lstat(real)).size > MAX_FILE_BYTES;
  }

  /**
   * Writes a file, and the folders on the way to it. The mode of a file that is there stays.
   *
   * @throws FailureError `pathEscapes`, or `stepFailed` where it is no ordinary file
   */
  async write(path: string, content: string | Uint8Array): Promise<void> {
    const real = (await this.#locate(path)) ?? (await this.#prepare(path));
    const file = await openFile(
      path,
      real,
      constants.O_WRONLY | constants.O_CREAT,
    );
    try {
      await file.truncate(0);
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  }

  /**
   * The ordinary files that one of the globs matches, relative to the target, sorted. Links are not followed.
   *
   * @throws FailureError `stepFailed` where there are too many files to look through
   */
  async list(matches: GlobMatcher): Promise<string[]> {
    const found: string[] = [];
    const waiting = [''];
    let seen = 0;
    for (
      let folder = waiting.pop();
      folder !== undefined;
      folder = waiting.pop()
    ) {
      for await (const entry of await opendir(join(this.#folder, folder))) {
        seen += 1;
        if (seen > MAX_LISTED_ENTRIES) {
          throw stepFailure(
            `There are more than ${MAX_LISTED_ENTRIES} files to look through: give the target a narrower path`,
          );
        }
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (isGitFolder(entry.name)) {
          continue;
        }
        if (entry.isDirectory()) {
          waiting.push(path);
        } else if (entry.isFile() && matches(path)) {
          found.push(path);
        }
      }
    }
    return found.sort();
  }

  /** Where a path really is; undefined where nothing is there yet. */
  async #locate(path: string): Promise<string | undefined> {
    const parts = partsOf(path);
    let place = this.#folder;
    for (const part of parts) {
      place = join(place, part);
      const stats = await lstat(place).catch(ignoreMissing);
      if (!stats) {
        return undefined;
      }
      if (stats.isSymbolicLink()) {
        const real = await realpath(place).catch(() => undefined);
        if (real === undefined) {
          throw pathEscape(path, `${part} is a link that points nowhere`);
        }
        this.#mustContain(path, real);
        place = real;
      }
    }
    return place;
  }

  /** Makes the folders for a new file and says where it goes. */
  async #prepare(path: string): Promise<string> {
    const parts = partsOf(path);
    const name = parts[parts.length - 1];
    let place = this.#folder;
    for (const part of parts.slice(0, -1)) {
      place = join(place, part);
      const stats = await lstat(place).catch(ignoreMissing);
      if (!stats) {
        await mkdir(place);
      } else if (!stats.isDirectory() && !stats.isSymbolicLink()) {
        throw stepFailure(
          `${path} can't be written: ${part} is a file, not a folder`,
        );
      }
      place = await realpath(place);
      this.#mustContain(path, place);
    }
    return join(place, name);
  }

  #mustContain(path: string, real: string): void {
    if (real !== this.#checkout && !real.startsWith(this.#checkout + sep)) {
      throw pathEscape(path, 'a link on its way leads out of the checkout');
    }
    if (real.slice(this.#checkout.length).split(sep).some(isGitFolder)) {
      throw pathEscape(path, "a link on its way leads into git's own folder");
    }
  }
}

/** @throws FailureError `pathEscapes` */
function partsOf(path: string): string[] {
  if (
    path === '' ||
    path.startsWith('/') ||
    path.includes('\\') ||
    path.includes('\0')
  ) {
    throw pathEscape(path, 'it must be relative, with / between folders');
  }
  const parts = path.split('/').filter(part => part !== '' && part !== '.');
  if (parts.length === 0 || parts.includes('..')) {
    throw pathEscape(path, 'it must stay below the folder of the target');
  }
  if (parts.some(isGitFolder)) {
    throw pathEscape(path, "git's own folder is off limits");
  }
  return parts;
}

/** `.git` in every spelling that some file system takes for it (as git's core.protectHFS and core.protectNTFS have it). */
export function isGitFolder(name: string): boolean {
  const plain = name.replace(IGNORED_CHARACTERS, '').toLowerCase();
  return /^(\.git|git~1)[ .]*(:.*)?$/.test(plain);
}

async function openFile(
  path: string,
  real: string,
  flags: number,
): Promise<FileHandle> {
  // No link is followed any more, and a pipe in place of a file does not keep us waiting.
  const file = await open(
    real,
    flags | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    0o644,
  ).catch(error => {
    throw stepFailure(
      `${path} can't be opened: ${error.code ?? 'unknown reason'}`,
    );
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile()) {
      throw stepFailure(`${path} is not an ordinary file`);
    }
    if (stats.size > MAX_FILE_BYTES) {
      throw stepFailure(
        `${path} has ${stats.size} bytes, more than the ${MAX_FILE_BYTES} that a step edits`,
      );
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return undefined;
  }
  throw stepFailure(`A path can't be read: ${error.code ?? error.message}`);
}
