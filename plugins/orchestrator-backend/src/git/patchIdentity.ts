import { createHash } from 'node:crypto';

/**
 * Names what a patch changes, whatever base it was made on.
 *
 * @remarks
 * Like `git patch-id --verbatim`: line numbers and the ids of text files are left out, so that a base that moved
 * elsewhere in the same files makes no difference; context, paths, modes and white space count. Worked out here because
 * git only knows `--verbatim` from 2.39 on, and its `--stable` takes two diffs that differ in indentation for the same.
 * @param patch - as git writes it with `--binary --full-index`
 * @returns lower-case hex, SHA-256
 */
export function patchIdentity(patch: Uint8Array): string {
  const hash = createHash('sha256');
  let ids = '';
  for (const line of Buffer.from(patch).toString('latin1').split('\n')) {
    if (line.startsWith('index ')) {
      ids = line;
    } else if (line.startsWith('@@ ')) {
      hash.update('@@\n');
    } else {
      // The content of a binary file may be a difference to what was there: its ids make it exact.
      hash.update(
        line === 'GIT binary patch' ? `${ids}\n${line}\n` : `${line}\n`,
        'latin1',
      );
    }
  }
  return hash.digest('hex');
}
