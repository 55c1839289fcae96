import type { EvidenceLink, ResultDraft } from '../model';
import type { CriterionSpec } from './results';

/** Links and names that are shown of a list; the facts have all. */
const SHOWN_LINKS = 50;
const SHOWN_NAMES = 10;
const SHORT_COMMIT = 12;

/** State of a check of a continuous integration. @public */
export interface CiCheck {
  name: string;
  state: 'passed' | 'failed' | 'pending';
  /** The host's own word for it, such as `success` or `timed_out`. */
  outcome?: string;
  /** Who reports it, where several may report one name. */
  app?: string;
  url?: string;
}

/** What a code host knows of the checks of one commit. @public */
export interface CommitChecks {
  /** As people name it, such as `acme/shop`. */
  repository: string;
  /** Full SHA: a branch may lead to another one the next moment. */
  commit: string;
  /** Page of the commit. */
  url?: string;
  /** The newest of each reporter and name. */
  checks: CiCheck[];
}

/**
 * Passes when every check that is asked for has passed on one commit; none at all is no pass.
 *
 * @remarks
 * A failure decides before what is still under way. Where several report a name that is asked for, all of them count.
 * Checks that nobody asks for are no part of the facts, so that they leave sign-offs valid.
 *
 * @public
 */
export function resultOfCi(
  { checks: names }: Pick<CriterionSpec<'ci'>, 'checks'>,
  { repository, commit, url, checks: found }: CommitChecks,
): ResultDraft {
  const asked = found
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .sort(byName);
  const absent = [...new Set(names)].filter(
    name => !found.some(check => check.name === name),
  );
  const failed = asked.filter(({ state }) => state === 'failed');
  const pending = asked.filter(({ state }) => state === 'pending');
  const complete =
    asked.length > 0 && absent.length === 0 && pending.length === 0;
  const unbroken = complete ? 'pass' : 'pending';
  const status = failed.length > 0 ? 'fail' : unbroken;
  const at = commit.slice(0, SHORT_COMMIT);
  const waiting = [...pending.map(({ name }) => name), ...absent];
  return {
    status,
    summary: {
      fail: `Failed on ${at}: ${listed(failed.map(({ name }) => name))}`,
      pending:
        waiting.length === 0
          ? `No check has run on ${at}`
          : `Waits on ${at}: ${listed(waiting)}`,
      pass: `All ${asked.length} passed on ${at}`,
    }[status],
    evidence: [
      ...(url === undefined
        ? []
        : [{ title: `Commit ${at} of ${repository}`, url }]),
      ...[...failed, ...asked.filter(({ state }) => state !== 'failed')]
        .flatMap(linkOf)
        .slice(0, SHOWN_LINKS),
    ],
    facts: {
      repository,
      commit,
      checks: asked.map(({ name, state, outcome, app }) => ({
        name,
        state,
        ...(outcome !== undefined && { outcome }),
        ...(app !== undefined && { app }),
      })),
      absent,
    },
  };
}

/** The order of a host is no finding: the same checks are the same facts. */
function byName(one: CiCheck, other: CiCheck): number {
  const [first, second] = [one, other].map(
    ({ name, app = '', state, outcome = '', url = '' }) =>
      [name, app, state, outcome, url].join('\0'),
  );
  if (first === second) {
    return 0;
  }
  return first < second ? -1 : 1;
}

function linkOf({ name, outcome, url }: CiCheck): EvidenceLink[] {
  return url === undefined
    ? []
    : [{ title: outcome === undefined ? name : `${name}: ${outcome}`, url }];
}

function listed(names: string[]): string {
  const more = names.length - SHOWN_NAMES;
  return `${names.slice(0, SHOWN_NAMES).join(', ')}${
    more > 0 ? ` and ${more} more` : ''
  }`;
}
