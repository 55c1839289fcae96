import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Enough to notice a full disk that still takes a few bytes. */
const PROBE_BYTES = 64 * 1024;
const MIB = 1024 * 1024;

/**
 * Tries whether a folder takes what work needs.
 *
 * @param minFreeBytes - room that there must be
 * @throws Error that says what is wrong with it
 */
export async function probeDisk(
  folder: string,
  minFreeBytes: number,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < minFreeBytes) {
    throw new Error(
      `${folder} has ${Math.floor(free / MIB)} MiB left; ${Math.ceil(
        minFreeBytes / MIB,
      )} MiB must be free (orchestrator.limits.freeDiskBytes)`,
    );
  }
  const file = join(folder, `.probe-${process.pid}`);
  try {
    await writeFile(file, Buffer.alloc(PROBE_BYTES));
  } finally {
    await rm(file, { force: true });
  }
}
