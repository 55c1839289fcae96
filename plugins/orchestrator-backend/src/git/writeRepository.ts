import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REMOTE } from './Remote';

/**
 * Writes an empty repository, without git's templates: no hooks, and no settings but ours.
 *
 * @param options - `alternates`: folder of objects that it reads but doesn't own; `head`: commit that it stands on
 */
export async function writeRepository(
  gitDir: string,
  options: {
    bare: boolean;
    partial: boolean;
    alternates?: string;
    head?: string;
  },
): Promise<void> {
  await Promise.all([
    mkdir(join(gitDir, 'objects/info'), { recursive: true }),
    mkdir(join(gitDir, 'refs/heads'), { recursive: true }),
  ]);
  const settings = [
    '[core]',
    `\trepositoryformatversion = ${options.partial ? 1 : 0}`,
    `\tbare = ${options.bare}`,
  ];
  if (options.partial) {
    settings.push(
      '[extensions]',
      `\tpartialClone = ${REMOTE}`,
      `[remote "${REMOTE}"]`,
      '\tpromisor = true',
      '\tpartialclonefilter = blob:none',
    );
  }
  await writeFile(join(gitDir, 'config'), `${settings.join('\n')}\n`);
  if (options.alternates) {
    await writeFile(
      join(gitDir, 'objects/info/alternates'),
      `${options.alternates}\n`,
    );
  }
  await writeFile(
    join(gitDir, 'HEAD'),
    `${options.head ?? 'ref: refs/heads/none'}\n`,
  );
}
