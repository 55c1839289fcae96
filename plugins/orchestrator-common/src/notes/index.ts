export { notesOfCommits, type NotedCommit } from './notesOfCommits';
export { parseCommit, type ConventionalCommit } from './parseCommit';
