export {
  changesetsOfLog,
  type AddedChangeset,
  type LoggedChangesets,
  type LoggedCommit,
  type LoggedFile,
} from './changesetsOfLog';
export { notesOfCommits, type NotedCommit } from './notesOfCommits';
export {
  notesOfRange,
  type NotedChangeset,
  type NotedRange,
} from './notesOfRange';
export {
  CHANGESET_BUMPS,
  parseChangeset,
  type Changeset,
  type ChangesetBump,
} from './parseChangeset';
export { parseCommit, type ConventionalCommit } from './parseCommit';
