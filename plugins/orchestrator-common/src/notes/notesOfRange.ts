import { digestOf } from '../gates/digest';
import type { ChangesetProblem, DraftedNote } from '../model';
import type { AddedChangeset } from './changesetsOfLog';
import {
  MAX_NOTE_TEXT,
  notesOfCommits,
  type NotedCommit,
} from './notesOfCommits';
import {
  CHANGESET_BUMPS,
  parseChangeset,
  type Changeset,
  type ChangesetBump,
} from './parseChangeset';

/** A changeset with what its file contains. @public */
export interface NotedChangeset
  extends Pick<AddedChangeset, 'path' | 'commit'> {
  text: string;
}

/** What came in a range of commits. @public */
export interface NotedRange {
  /** Newest first, without merges. */
  commits: readonly NotedCommit[];
  /** Newest first. */
  changesets: readonly NotedChangeset[];
  /** Ids of commits that made a release of changesets. */
  releases: readonly string[];
  /** Names of the packages that the product is made of; absent: all of the repository. */
  packages?: readonly string[];
}

/**
 * Makes notes of what came in a range: of changesets, and of commits without one.
 *
 * @remarks
 * A changeset says for readers what its commit says for developers, so a commit that adds a changeset of the product has
 * no note of its own, whatever else it does; where the commit says that it breaks something, the note of its changeset
 * does so, too. A commit that makes a release has none either: its changesets have. A changeset that can't be read takes
 * no commit's place.
 *
 * @returns changesets first, each newest first
 * @public
 */
export function notesOfRange({
  commits,
  changesets,
  releases,
  packages,
}: NotedRange): { notes: DraftedNote[]; problems: ChangesetProblem[] } {
  const drafted = notesOfCommits(commits);
  const breaking = drafted.filter(note => note.breaking).map(({ id }) => id);
  const problems: ChangesetProblem[] = [];
  const notes = changesets.flatMap(({ path, commit, text }): DraftedNote[] => {
    const changeset = parseChangeset(text);
    if ('problem' in changeset) {
      problems.push({ path, commit, message: changeset.problem });
      return [];
    }
    const bump = bumpOf(changeset, packages);
    return bump === 'none'
      ? []
      : [
          {
            id: `changeset-${digestOf(path).slice(-12)}`,
            commit,
            changeset: path,
            kind: bump === 'patch' ? 'fix' : 'feature',
            text: titleOf(changeset).slice(0, MAX_NOTE_TEXT),
            breaking: bump === 'major' || breaking.includes(commit),
            segments: [],
          },
        ];
  });
  const told = new Set([...notes.map(note => note.commit), ...releases]);
  return {
    notes: [...notes, ...drafted.filter(({ id }) => !told.has(id))],
    problems,
  };
}

/** The most that it raises of what the product is made of. */
function bumpOf(
  { bumps }: Changeset,
  packages: readonly string[] | undefined,
): ChangesetBump {
  const places = Object.entries(bumps)
    .filter(([name]) => packages === undefined || packages.includes(name))
    .map(([, bump]) => CHANGESET_BUMPS.indexOf(bump));
  return CHANGESET_BUMPS[Math.max(0, ...places)];
}

/** Its first line that says something. */
function titleOf({ summary }: Changeset): string {
  const [title] = summary.split('\n');
  return title.replace(/^#+\s+/, '').trim();
}
