import { isError } from '@backstage/errors';
import { parse } from 'yaml';

/** What a changeset raises in a version, the least first. @public */
export const CHANGESET_BUMPS = ['none', 'patch', 'minor', 'major'] as const;

/** {@inheritDoc CHANGESET_BUMPS} @public */
export type ChangesetBump = (typeof CHANGESET_BUMPS)[number];

/** A changeset as its file says it. @public */
export interface Changeset {
  /** By the name of the package. Empty: it is there to say that nothing is released. */
  bumps: Record<string, ChangesetBump>;
  /** The words for the changelog, Markdown. */
  summary: string;
}

/** A file that is longer was written by no person. */
const MAX_LENGTH = 100_000;
const FENCE = '---';
const FORM = `a block between two lines of ${FENCE}, with a package and its bump in each line, such as "@acme/basket": minor`;
/** What `@changesets/changelog-github` reads for itself, and leaves out of the words. */
const METADATA =
  /^\s*(?:(?:pr|pull|pull\s+request):\s*#?\d+|commit:\s*\S+|(?:author|user):\s*@?\S+)\s*$/i;

/**
 * Reads a file of `.changeset`.
 *
 * @remarks Rule: `@changesets/parse` of `@changesets/cli` 2: YAML between two lines of `---`, then Markdown.
 * @returns with `problem` where it can't be read: what was found, and what is accepted
 * @public
 */
export function parseChangeset(text: string): Changeset | { problem: string } {
  if (text.length > MAX_LENGTH) {
    return found(`${text.length} characters`, `at most ${MAX_LENGTH}`);
  }
  const lines = text
    .replace(/^\uFEFF/, '')
    .trimStart()
    .split(/\r\n?|\n/);
  const end = lines.findIndex(
    (line, index) => index > 0 && line.trim() === FENCE,
  );
  if (lines[0].trim() !== FENCE || end === -1) {
    return found('no front matter', FORM);
  }
  const bumps = readBumps(lines.slice(1, end).join('\n'));
  if ('problem' in bumps) {
    return bumps;
  }
  const summary = lines
    .slice(end + 1)
    .filter(line => !METADATA.test(line))
    .join('\n')
    .trim();
  const releases = Object.values(bumps.bumps).some(bump => bump !== 'none');
  return summary === '' && releases
    ? found('no text after the front matter', 'what is new, in words')
    : { ...bumps, summary };
}

function readBumps(
  yaml: string,
): Pick<Changeset, 'bumps'> | { problem: string } {
  let data: unknown;
  try {
    data = parse(yaml, { maxAliasCount: 0 }) ?? {};
  } catch (error) {
    const [reason] = (isError(error) ? error.message : String(error)).split(
      '\n',
    );
    return found(`front matter that is no YAML (${reason})`, FORM);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return found('front matter that names no packages', FORM);
  }
  const bumps = Object.entries(data);
  const bad = bumps.find(([, bump]) => !isBump(bump));
  return bad
    ? found(
        `${JSON.stringify(bad[1]) ?? 'nothing'} for ${bad[0]}`,
        CHANGESET_BUMPS.join(', '),
      )
    : { bumps: Object.fromEntries(bumps) };
}

function isBump(value: unknown): value is ChangesetBump {
  return CHANGESET_BUMPS.some(bump => bump === value);
}

function found(what: string, accepted: string): { problem: string } {
  return { problem: `found ${what}, accepted is ${accepted}` };
}
