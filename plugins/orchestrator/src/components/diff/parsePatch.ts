import type { ChangeData, FileData, HunkData } from 'react-diff-view';
import { revealHidden } from './revealHidden';

/** A file of a patch. */
export interface PatchFile extends FileData {
  isBinary: boolean;
  additions: number;
  deletions: number;
  /** Such as `new file mode 100755`: what changed besides the content. */
  notes: string[];
}

const HUNK_HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;
const NOTES =
  /^(old mode|new mode|new file mode|deleted file mode|similarity index|rename from|rename to|copy from|copy to) /;

/**
 * Reads git's unified format.
 *
 * @remarks
 * Our own and not the viewer's: a reviewer must see all of an untrusted patch, so hunks are read by the counts in their
 * headers, git's quoted names and binary patches are understood, and what does not fit makes the whole text
 * be shown as it is (`undefined`) rather than a part of it be lost.
 */
export function parsePatch(text: string): PatchFile[] | undefined {
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') {
    lines.pop();
  }
  const files: PatchFile[] = [];
  let at = 0;
  while (at < lines.length) {
    if (!lines[at].startsWith('diff --git ')) {
      return undefined;
    }
    const read = readFile(lines, at);
    if (read === undefined) {
      return undefined;
    }
    files.push(read.file);
    at = read.next;
  }
  return files;
}

function readFile(
  lines: string[],
  start: number,
): { file: PatchFile; next: number } | undefined {
  const file: PatchFile = {
    ...namesOfHeader(lines[start].slice('diff --git '.length)),
    type: 'modify',
    hunks: [],
    isBinary: false,
    additions: 0,
    deletions: 0,
    notes: [],
    oldMode: '',
    newMode: '',
    oldRevision: '',
    newRevision: '',
    oldEndingNewLine: true,
    newEndingNewLine: true,
  };
  let at = start + 1;
  for (; at < lines.length && !lines[at].startsWith('diff --git '); at++) {
    const line = lines[at];
    if (line.startsWith('@@ ')) {
      const hunk = readHunk(lines, at, file);
      if (hunk === undefined) {
        return undefined;
      }
      at = hunk.last;
    } else if (line.startsWith('GIT binary patch')) {
      file.isBinary = true;
      at = endOfBinary(lines, at);
    } else if (!readHeaderLine(line, file)) {
      return undefined;
    }
  }
  return { file, next: at };
}

function readHeaderLine(line: string, file: PatchFile): boolean {
  if (NOTES.test(line)) {
    file.notes.push(revealHidden(line));
    if (line.startsWith('new file') || line.startsWith('deleted')) {
      file.type = line.startsWith('new') ? 'add' : 'delete';
    }
    if (line.startsWith('rename ') || line.startsWith('copy ')) {
      file.type = line.startsWith('rename') ? 'rename' : 'copy';
      const name = nameOf(line.replace(/^\w+ (from|to) /, ''), '');
      file[line.includes(' from ') ? 'oldPath' : 'newPath'] = name;
    }
    return true;
  }
  if (line.startsWith('--- ') || line.startsWith('+++ ')) {
    const name = line.slice(4).replace(/\t$/, '');
    if (name !== '/dev/null') {
      file[line.startsWith('---') ? 'oldPath' : 'newPath'] = nameOf(
        name,
        line.startsWith('---') ? 'a/' : 'b/',
      );
    } else {
      file.type = line.startsWith('---') ? 'add' : 'delete';
    }
    return true;
  }
  if (line.startsWith('Binary files ')) {
    file.isBinary = true;
    return true;
  }
  return line.startsWith('index ') || line === '';
}

function readHunk(
  lines: string[],
  start: number,
  file: PatchFile,
): { last: number } | undefined {
  const header = HUNK_HEADER.exec(lines[start]);
  if (header === null) {
    return undefined;
  }
  const [, oldStart, oldCount = '1', newStart, newCount = '1'] = header;
  const changes: ChangeData[] = [];
  let oldLine = Number(oldStart);
  let newLine = Number(newStart);
  const oldEnd = oldLine + Number(oldCount);
  const newEnd = newLine + Number(newCount);
  let at = start;
  while (oldLine < oldEnd || newLine < newEnd) {
    at++;
    const line = lines[at];
    // Some tools cut the one space off an empty context line.
    const sign = line === '' ? ' ' : line?.[0];
    const content = revealHidden(line?.slice(1) ?? '');
    if (sign === '+' && newLine < newEnd) {
      changes.push({
        type: 'insert',
        isInsert: true,
        lineNumber: newLine++,
        content,
      });
      file.additions++;
    } else if (sign === '-' && oldLine < oldEnd) {
      changes.push({
        type: 'delete',
        isDelete: true,
        lineNumber: oldLine++,
        content,
      });
      file.deletions++;
    } else if (sign === ' ' && oldLine < oldEnd && newLine < newEnd) {
      changes.push({
        type: 'normal',
        isNormal: true,
        oldLineNumber: oldLine++,
        newLineNumber: newLine++,
        content,
      });
    } else if (sign !== '\\') {
      return undefined;
    }
  }
  while (lines[at + 1]?.startsWith('\\')) {
    at++;
  }
  const hunk: HunkData = {
    content: revealHidden(lines[start]),
    oldStart: Number(oldStart),
    newStart: Number(newStart),
    oldLines: Number(oldCount),
    newLines: Number(newCount),
    changes,
  };
  file.hunks.push(hunk);
  return { last: at };
}

/** Index of the last line of a binary patch: up to the next file. Its own lines are base 85 and never start one. */
function endOfBinary(lines: string[], start: number): number {
  let at = start;
  while (at + 1 < lines.length && !lines[at + 1].startsWith('diff --git ')) {
    at++;
  }
  return at;
}

/** Names of a `diff --git` line, for files without `---` and `+++` (binary, mode only, empty). */
function namesOfHeader(names: string): { oldPath: string; newPath: string } {
  const quoted =
    /^("(?:[^"\\]|\\.)*"|\S+) ("(?:[^"\\]|\\.)*")$/.exec(names) ??
    /^("(?:[^"\\]|\\.)*") (.+)$/.exec(names);
  if (quoted !== null) {
    return {
      oldPath: nameOf(quoted[1], 'a/'),
      newPath: nameOf(quoted[2], 'b/'),
    };
  }
  // Unquoted names can hold spaces; without a rename both are the same, so the line is cut in the middle.
  const half = (names.length - 1) / 2;
  const [first, second] = [names.slice(0, half), names.slice(half + 1)];
  if (first.slice(2) === second.slice(2)) {
    return { oldPath: nameOf(first, 'a/'), newPath: nameOf(second, 'b/') };
  }
  const cut = names.indexOf(' b/');
  return {
    oldPath: nameOf(cut < 0 ? names : names.slice(0, cut), 'a/'),
    newPath: nameOf(cut < 0 ? names : names.slice(cut + 1), 'b/'),
  };
}

function nameOf(written: string, prefix: string): string {
  const name =
    written.startsWith('"') && written.endsWith('"')
      ? unquote(written.slice(1, -1))
      : written;
  return revealHidden(
    name.startsWith(prefix) ? name.slice(prefix.length) : name,
  );
}

const ESCAPES: Record<string, number> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  '\\': 92,
};

/** Undoes git's C-style quoting: octal escapes are bytes of UTF-8. */
function unquote(text: string): string {
  const bytes: number[] = [];
  const encode = new TextEncoder();
  for (const [part, octal, letter] of text.matchAll(
    /\\([0-7]{3})|\\(.)|[^\\]+/gu,
  )) {
    if (octal !== undefined) {
      bytes.push(parseInt(octal, 8));
    } else if (letter !== undefined) {
      bytes.push(ESCAPES[letter] ?? letter.charCodeAt(0));
    } else {
      bytes.push(...encode.encode(part));
    }
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}
