/** A commit as its message says it. @public */
export interface ConventionalCommit {
  /** In lower case, such as `feat`. */
  type: string;
  scope?: string;
  description: string;
  breaking: boolean;
  /** What breaks, where a footer says it. */
  breakingText?: string;
  footers: { token: string; value: string }[];
}

const HEADER = /^(\p{L}[\p{L}\p{N}_-]*)(?:\(([^()]+)\))?(!)?: +(\S.*)$/u;
/** A token and its separator; a value goes on until the next one. */
const FOOTER =
  /^(BREAKING CHANGE|[\p{L}\p{N}][\p{L}\p{N}-]*)(?:: | (?=#))(.*)$/u;
const BREAKING_TOKENS = ['BREAKING CHANGE', 'BREAKING-CHANGE'];

/**
 * Reads the message of a commit.
 *
 * @remarks Rule: Conventional Commits 1.0.0. Types and tokens are compared without regard to case, but for
 *   `BREAKING CHANGE`, which has to be in capitals.
 * @returns undefined where the message does not conform
 * @public
 */
export function parseCommit(message: string): ConventionalCommit | undefined {
  const [header, ...rest] = message.replace(/\r\n?/g, '\n').trim().split('\n');
  const match = HEADER.exec(header);
  // A body or footers begin one blank line after the description.
  if (!match || (rest.length > 0 && rest[0].trim() !== '')) {
    return undefined;
  }
  const [, type, scope, mark, description] = match;
  const footers = footersOf(rest);
  const breakingText = footers.find(({ token }) =>
    BREAKING_TOKENS.includes(token),
  )?.value;
  return {
    type: type.toLowerCase(),
    ...(scope !== undefined && { scope: scope.trim() }),
    description: description.trim(),
    breaking: mark !== undefined || breakingText !== undefined,
    ...(breakingText && { breakingText }),
    footers,
  };
}

function footersOf(lines: string[]): ConventionalCommit['footers'] {
  const start = lines.findIndex(
    (line, index) =>
      index > 0 && lines[index - 1].trim() === '' && FOOTER.test(line),
  );
  const footers: ConventionalCommit['footers'] = [];
  for (const line of start === -1 ? [] : lines.slice(start)) {
    const match = FOOTER.exec(line);
    if (match) {
      footers.push({ token: match[1], value: match[2] });
    } else {
      const last = footers[footers.length - 1];
      last.value = `${last.value}\n${line}`;
    }
  }
  return footers.map(({ token, value }) => ({ token, value: value.trim() }));
}
