import type {
  CiCheck,
  CommitChecks,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { z } from 'zod/v4';
import { checkRef } from './checkRef';
import { unreadable, type GithubApi } from './GithubApi';
import { pageOf, type GithubRepository } from './repositories';

const PASSED = ['success', 'neutral', 'skipped'];

const statusesSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{7,64}$/),
  total_count: z.number(),
  statuses: z.array(
    z.object({
      context: z.string(),
      state: z.string(),
      target_url: z.string().nullish(),
    }),
  ),
});

const checkRunsSchema = z.object({
  total_count: z.number(),
  check_runs: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      status: z.string(),
      conclusion: z.string().nullish(),
      html_url: z.string().nullish(),
      details_url: z.string().nullish(),
      app: z.object({ slug: z.string().nullish() }).nullish(),
    }),
  ),
});
type CheckRun = z.output<typeof checkRunsSchema>['check_runs'][number];

/**
 * Reads the check runs and the commit statuses of the commit that a ref leads to.
 *
 * @remarks
 * The ref is followed once: check runs are asked for by the SHA that the statuses are of, so that both are of one
 * commit. A list that ends before its own count is an error, since what is missing could have failed.
 *
 * @throws InputError for what is no ref; GithubFailure
 */
export async function readCommitChecks(
  api: GithubApi,
  repository: GithubRepository,
  ref: string,
  signal: AbortSignal,
): Promise<CommitChecks> {
  const combined = await api.pages(repository, {
    path: ['commits', checkRef(ref), 'status'],
    schema: statusesSchema,
    signal,
  });
  const [{ sha }] = combined;
  if (combined.some(page => page.sha !== sha)) {
    throw unreadable(`${ref} moved to another commit while it was looked at`);
  }
  const statuses = complete(
    combined.flatMap(page => page.statuses),
    combined[combined.length - 1].total_count,
    'statuses',
  );
  const pages = await api.pages(repository, {
    path: ['commits', sha, 'check-runs'],
    query: { filter: 'latest' },
    schema: checkRunsSchema,
    signal,
  });
  const runs = complete(
    pages.flatMap(page => page.check_runs),
    pages[pages.length - 1].total_count,
    'check runs',
  );
  return {
    repository: `${repository.owner}/${repository.name}`,
    commit: sha,
    url: `${pageOf(repository)}/commit/${sha}`,
    checks: [
      ...newest(runs).map(checkOfRun),
      ...statuses.map(({ context, state, target_url: url }) => ({
        name: context,
        state: stateOfStatus(state),
        outcome: state,
        ...(url && { url }),
      })),
    ],
  };
}

function complete<T>(found: T[], count: number, what: string): T[] {
  if (found.length < count) {
    throw unreadable(
      `Only ${found.length} of ${count} ${what} could be read, so that nobody knows what the others say`,
    );
  }
  return found;
}

/** The newest of each app and name: ids are given in order. */
function newest(runs: CheckRun[]): CheckRun[] {
  const found = new Map<string, CheckRun>();
  for (const run of runs) {
    const key = `${run.app?.slug ?? ''}\0${run.name}`;
    const known = found.get(key);
    if (!known || known.id < run.id) {
      found.set(key, run);
    }
  }
  return [...found.values()];
}

function checkOfRun(run: CheckRun): CiCheck {
  const { name, status, conclusion, app } = run;
  const url = run.html_url ?? run.details_url;
  return {
    name,
    state: stateOfRun(status, conclusion),
    outcome: status === 'completed' && conclusion ? conclusion : status,
    ...(app?.slug && { app: app.slug }),
    ...(url && { url }),
  };
}

/** What has ended otherwise than well has failed, words that we don't know included. */
function stateOfRun(
  status: string,
  conclusion: string | null | undefined,
): CiCheck['state'] {
  if (status !== 'completed' || !conclusion) {
    return 'pending';
  }
  return PASSED.includes(conclusion) ? 'passed' : 'failed';
}

function stateOfStatus(state: string): CiCheck['state'] {
  if (state === 'pending') {
    return 'pending';
  }
  return state === 'success' ? 'passed' : 'failed';
}
