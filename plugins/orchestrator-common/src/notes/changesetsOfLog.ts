/** What a commit did to a file that was asked for. @public */
export interface LoggedFile {
  /** In the repository. */
  path: string;
  change: 'added' | 'changed' | 'removed';
  /** Id of its contents after the commit; absent where it was removed. */
  blob?: string;
}

/** A commit with what it did to the files that were asked for. @public */
export interface LoggedCommit {
  id: string;
  files: LoggedFile[];
}

/** A changeset that came in a range of commits. @public */
export interface AddedChangeset {
  /** In the repository. */
  path: string;
  /** The commit that added it. */
  commit: string;
  /** Id of its newest contents. */
  blob: string;
}

/** What the history of a range says of its changesets. @public */
export interface LoggedChangesets {
  /** Those that came in it and were not taken back, newest first. */
  added: AddedChangeset[];
  /** Ids of commits that made a release of changesets. */
  releases: string[];
}

const CHANGESET = /(?:^|\/)\.changeset\/([^/.][^/]*)\.md$/;
const CHANGELOG = /(?:^|\/)CHANGELOG\.md$/i;

/**
 * Finds the changesets that came in a range of commits.
 *
 * @remarks
 * A release (`changeset version`) removes changesets and writes them into a `CHANGELOG.md`: they came all the same. One
 * that is removed without that was taken back. One that was changed counts as it was last. `README.md` is none.
 *
 * @param commits - newest first, without merges: with what they did to `.changeset/*.md` and `CHANGELOG.md`
 * @public
 */
export function changesetsOfLog(
  commits: readonly LoggedCommit[],
): LoggedChangesets {
  const added: AddedChangeset[] = [];
  const releases: string[] = [];
  /** Of files that an earlier commit of the walk, which is a later one in time, has told of. */
  const newest = new Map<string, { blob?: string; takenBack: boolean }>();
  for (const { id, files } of commits) {
    const writesChangelog = files.some(
      ({ path, change }) => change !== 'removed' && CHANGELOG.test(path),
    );
    const changesets = files.filter(({ path }) => isChangeset(path));
    if (
      writesChangelog &&
      changesets.some(({ change }) => change === 'removed')
    ) {
      releases.push(id);
    }
    for (const { path, change, blob } of changesets) {
      const later = newest.get(path);
      if (change === 'removed') {
        newest.set(path, { takenBack: !writesChangelog });
      } else {
        const known = { takenBack: false, ...later, blob: later?.blob ?? blob };
        newest.set(path, known);
        if (change === 'added') {
          const isKnown = added.some(one => one.path === path);
          if (!isKnown && !known.takenBack && known.blob !== undefined) {
            added.push({ path, commit: id, blob: known.blob });
          }
          // What comes before is another file of that name; a release that was taken back brings the same one again.
          newest.delete(path);
        }
      }
    }
  }
  return { added, releases };
}

function isChangeset(path: string): boolean {
  const [, name] = CHANGESET.exec(path) ?? [];
  return name !== undefined && name.toLowerCase() !== 'readme';
}
