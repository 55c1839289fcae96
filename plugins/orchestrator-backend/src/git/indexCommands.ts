import type { GitCommand } from './Git';

const DIFF_OPTIONS = [
  '--cached',
  '--full-index',
  '--no-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--ignore-submodules=none',
  '--raw',
  '--numstat',
  '-z',
  '--patch',
  '--binary',
  '--unified=3',
  '--diff-algorithm=myers',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];

/** Takes all files in as they are. */
export const TAKE_IN: GitCommand = {
  args: ['add', '--all', '--', '.'],
  failure: {
    code: 'stepFailed',
    message: 'The changed files could not be taken in',
  },
};

/** Writes what the index holds as a tree, and says its id. */
export const WRITE_TREE: GitCommand = {
  args: ['write-tree'],
  failure: { code: 'diffFailed', message: 'The tree could not be written' },
};

/** Makes the index, and with `files` the files, those of a commit. */
export function readCommit(commit: string, files: boolean): GitCommand {
  return {
    args: ['read-tree', '--reset', ...(files ? ['-u'] : []), commit],
    failure: {
      code: 'cloneFailed',
      message: 'The files could not be checked out',
    },
  };
}

/** Applies a patch from standard input to the index, and with `files` to the files. */
export function applyPatch(files: boolean): GitCommand {
  return {
    args: [
      'apply',
      files ? '--index' : '--cached',
      '--binary',
      '--whitespace=nowarn',
      '-',
    ],
    failure: {
      code: 'patchFailed',
      message: 'The approved diff could not be applied',
    },
  };
}

/** The command that lists what the index changes. */
export function listDiff(baseCommit: string): GitCommand {
  return {
    args: ['diff-index', ...DIFF_OPTIONS, baseCommit],
    failure: {
      code: 'diffFailed',
      message: 'The difference could not be worked out',
    },
  };
}
