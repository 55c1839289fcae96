import { codeOf } from './codeOf';
import { randomUUID } from 'node:crypto';
import {
  chmod,
  copyFile,
  link,
  mkdir,
  readdir,
  rename,
  stat,
  utimes,
} from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = /^[0-9a-f]{2}$/;
const OBJECT = /^[0-9a-f]{38}$/;
/** The file system can't give a second name to a file there: it is copied. */
const NO_LINK = new Set(['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP']);

/**
 * Gives the objects of one repository to another one, as git does it with those of a push that it has checked: each
 * appears whole, and until a reference leads to them nobody sees them.
 *
 * @param from - folder of objects, none of them in a pack
 * @param to - folder of objects; its mode is that of new folders in it, so that who may write there still may
 */
export async function moveObjects(from: string, to: string): Promise<void> {
  const folders = (await readdir(from)).filter(name => FOLDER.test(name));
  await Promise.all(
    folders.map(async folder => {
      const names = (await readdir(join(from, folder))).filter(name =>
        OBJECT.test(name),
      );
      await makeFolder(join(to, folder), to);
      await Promise.all(
        names.map(name =>
          give(join(from, folder, name), join(to, folder), name),
        ),
      );
    }),
  );
}

/** Whether there are packs, as git makes them of very large files. */
export async function hasPacks(objects: string): Promise<boolean> {
  const names = await readdir(join(objects, 'pack')).catch(ignore('ENOENT'));
  return names !== undefined && names.length > 0;
}

async function makeFolder(folder: string, like: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      return;
    }
    throw error;
  }
  await chmod(folder, (await stat(like)).mode);
}

async function give(file: string, folder: string, name: string): Promise<void> {
  const place = join(folder, name);
  try {
    await link(file, place);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      // It may be an old one that nothing leads to: git's tidying up must take it for new.
      const now = new Date();
      await utimes(place, now, now).catch(ignore('EPERM'));
    } else if (NO_LINK.has(codeOf(error))) {
      const copy = join(folder, `tmp_obj_${randomUUID()}`);
      await copyFile(file, copy);
      await rename(copy, place);
    } else {
      throw error;
    }
  }
}

function ignore(code: string): (error: NodeJS.ErrnoException) => undefined {
  return error => {
    if (error.code !== code) {
      throw error;
    }
    return undefined;
  };
}
