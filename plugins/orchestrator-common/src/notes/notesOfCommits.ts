import type { DraftedNote, NoteKind } from '../model';
import { parseCommit } from './parseCommit';

/** A commit as git tells it. @public */
export interface NotedCommit {
  /** Full id. */
  id: string;
  message: string;
}

/** Longest text of a note that is drafted. */
export const MAX_NOTE_TEXT = 2_000;
const KINDS: Partial<Record<string, NoteKind>> = {
  feat: 'feature',
  fix: 'fix',
};
/** The words that `git revert` writes. */
const GIT_REVERT = /This reverts commit ([0-9a-f]{7,64})/gi;
const COMMIT_ID = /\b[0-9a-f]{7,64}\b/gi;

/**
 * Makes notes of commits: one each, but for those that were taken back, with what took them back.
 *
 * @param commits - newest first, without merges
 * @returns newest first; what does not conform to Conventional Commits 1.0.0 is of the kind `other`
 * @public
 */
export function notesOfCommits(commits: readonly NotedCommit[]): DraftedNote[] {
  const undone = new Set<string>();
  return commits
    .filter(({ id, message }) => {
      if (undone.has(id)) {
        return false;
      }
      const taken = revertedBy(message).map(
        short => commits.find(other => other.id.startsWith(short))?.id,
      );
      taken.forEach(one => one !== undefined && undone.add(one));
      // What takes back something older than the range is news.
      return taken.length === 0 || taken.includes(undefined);
    })
    .map(noteOf);
}

function noteOf({ id, message }: NotedCommit): DraftedNote {
  const parsed = parseCommit(message);
  if (!parsed) {
    const [subject] = message.trim().split('\n');
    return {
      id,
      commit: id,
      kind: 'other',
      text: subject.slice(0, MAX_NOTE_TEXT) || id.slice(0, 7),
      breaking: false,
      segments: [],
    };
  }
  const { type, scope, description, breaking, breakingText } = parsed;
  const text = breakingText ? `${description}: ${breakingText}` : description;
  return {
    id,
    commit: id,
    type,
    ...(scope !== undefined && { scope }),
    kind: KINDS[type] ?? 'other',
    text: text.slice(0, MAX_NOTE_TEXT),
    breaking,
    segments: [],
  };
}

/** Ids of commits that a commit takes back, as far as it names them. */
function revertedBy(message: string): string[] {
  const written = [...message.matchAll(GIT_REVERT)].map(([, id]) => id);
  const parsed = parseCommit(message);
  const referred =
    parsed?.type === 'revert'
      ? parsed.footers
          .filter(({ token }) => /^refs?$/i.test(token))
          .flatMap(({ value }) => value.match(COMMIT_ID) ?? [])
      : [];
  return [...new Set([...written, ...referred].map(id => id.toLowerCase()))];
}
