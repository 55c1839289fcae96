/** A file that a change touches. */
export interface ChangedFile {
  /** From the root of the repository. */
  path: string;
  /** Mode afterwards, six octal digits; `000000` where the file is gone. */
  mode: string;
  /** 0 for binary files, as for deletions. */
  additions: number;
  deletions: number;
}

/**
 * Reads what `git diff-index --raw --numstat -z` writes (without renames).
 *
 * @remarks Fields end with NUL, so that any file name comes through.
 */
export function parseChanges(listing: string): ChangedFile[] {
  const files = new Map<string, ChangedFile>();
  const fields = listing.split('\0');
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index];
    if (field.startsWith(':')) {
      index += 1;
      const [, mode] = field.split(' ');
      files.set(fields[index], {
        path: fields[index],
        mode,
        additions: 0,
        deletions: 0,
      });
      continue;
    }
    const [additions, deletions, ...path] = field.split('\t');
    const file = files.get(path.join('\t'));
    if (file) {
      // A binary file has dashes for numbers.
      file.additions = Number.parseInt(additions, 10) || 0;
      file.deletions = Number.parseInt(deletions, 10) || 0;
    }
  }
  return [...files.values()];
}
