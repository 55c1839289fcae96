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

/** What `git diff-index --raw --numstat --patch -z` writes, taken apart. */
export interface ParsedDiff {
  files: ChangedFile[];
  /** The patch, as git wrote it. */
  patch: Buffer;
}

/**
 * Reads what `git diff-index --raw --numstat --patch -z` writes (without renames).
 *
 * @remarks
 * Fields end with NUL, so that any file name comes through; an empty one stands before the patch, in which NUL has no
 * meaning any more.
 */
export function parseDiff(output: Buffer): ParsedDiff {
  const files = new Map<string, ChangedFile>();
  let position = 0;
  const next = (): string | undefined => {
    const end = output.indexOf(0, position);
    if (end === -1) {
      return undefined;
    }
    const field = output.toString('utf8', position, end);
    position = end + 1;
    return field;
  };
  for (let field = next(); field; field = next()) {
    if (field.startsWith(':')) {
      const [, mode] = field.split(' ');
      const path = next() ?? '';
      files.set(path, { path, mode, additions: 0, deletions: 0 });
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
  return { files: [...files.values()], patch: output.subarray(position) };
}
