import {
  changesetsOfLog,
  type NotedRange,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { CommitRange, FetchedRepository } from '../git';

/** Commits that are read; a release touches many changelogs. */
const MAX_COMMITS = 2_000;
/** Changesets that are read, the newest; a person reads no longer notes. */
const MAX_CHANGESETS = 1_000;
/** Files of packages that are read to learn their names. */
const MAX_PACKAGES = 500;
/** What tells of changesets, and of releases of them. */
const PATTERNS = ['**/.changeset/*.md', '**/CHANGELOG.md'];

/**
 * Reads the changesets that came in a range, and the packages of the product, where it is a folder of its repository.
 *
 * @param folder - of the product; absent: all of the repository
 * @returns with `cut` where the range is longer than what was read of it
 * @throws FailureError where the repository can't be read
 */
export async function readChangesets(
  fetched: FetchedRepository,
  range: Pick<CommitRange, 'from' | 'to'>,
  folder: string | undefined,
  signal: AbortSignal,
): Promise<Omit<NotedRange, 'commits'> & { cut: boolean }> {
  const log = await fetched.fileChangesBetween(
    { ...range, max: MAX_COMMITS + 1 },
    PATTERNS,
    signal,
  );
  const { added: all, releases } = changesetsOfLog(log.slice(0, MAX_COMMITS));
  const added = all.slice(0, MAX_CHANGESETS);
  // Most repositories have none, and are spared the search for their packages.
  const packages =
    folder === undefined || added.length === 0
      ? undefined
      : await readPackages(fetched, range.to, folder, signal);
  const texts = await fetched.texts(
    added.map(({ blob }) => blob),
    signal,
  );
  return {
    changesets: added.map(({ path, commit, blob }) => ({
      path,
      commit,
      text: texts.get(blob) ?? '',
    })),
    releases,
    ...(packages && { packages }),
    cut:
      all.length > MAX_CHANGESETS ||
      (added.length > 0 && log.length > MAX_COMMITS),
  };
}

/** Names of the packages in a folder. */
async function readPackages(
  fetched: FetchedRepository,
  commit: string,
  folder: string,
  signal: AbortSignal,
): Promise<string[]> {
  const files = await fetched.filesNamed(
    'package.json',
    { commit, folder },
    signal,
  );
  const texts = await fetched.texts(
    [...files.values()].slice(0, MAX_PACKAGES),
    signal,
  );
  return [...texts.values()].flatMap(text => {
    try {
      const { name }: { name?: unknown } = JSON.parse(text);
      return typeof name === 'string' ? [name] : [];
    } catch {
      // What is no JSON is no package.
      return [];
    }
  });
}
