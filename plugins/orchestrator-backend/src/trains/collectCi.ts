import {
  metricScope,
  parseDuration,
  renderTemplate,
  resultOfCi,
  scopeValues,
  type CommitChecks,
  type CriterionSpec,
  type RepositoryRef,
  type ResultDraft,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  FailureError,
  type CodeHost,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { ProductRepositories } from '../catalog';
import type { Clock } from '../clock';
import {
  GITHUB,
  githubRepository,
  readCommitChecks,
  type GithubApi,
} from '../github';
import type { WritePacing } from '../pacing';
import type { Collected, CollectContext } from './WatchHandler';

/** What has passed is looked at again after so long, in case it changes. */
const RECHECK_MS = 5 * 60_000;

/** Errors about what somebody has written: the manifest, or an annotation. */
const WRITTEN_WRONG = ['InputError', 'TemplateError'];

/** Where checks are read. */
export interface CheckTools {
  clock: Clock;
  repositories: Pick<ProductRepositories, 'named' | 'ofEntity'>;
  github: GithubApi;
  pacing: Pick<WritePacing, 'read'>;
  /** By type; one that tells of checks is asked before we ask GitHub ourselves. */
  codeHosts: ReadonlyMap<string, Pick<CodeHost, 'checksOf'>>;
}

/**
 * Reads the checks of the commit that a product is released from.
 *
 * @remarks A code host that sleeps says nothing about the checks: what they last said stays until it is awake, and the
 * criterion says that nobody looks meanwhile.
 */
export async function collectCi(
  tools: CheckTools,
  spec: CriterionSpec<'ci'>,
  context: CollectContext,
): Promise<Collected> {
  const now = tools.clock.now().getTime();
  const after = (ms: number) => new Date(now + ms).toISOString();
  const intervalMs = parseDuration(spec.interval);
  let host = '';
  try {
    const repository = await repositoryOf(tools, spec, context);
    host = addressOf(repository);
    if (!tells(tools, repository)) {
      return unanswerable({
        status: 'pending',
        summary: `The code host ${repository.host} of ${repository.name} tells nothing of checks: a pipeline has to record what came of them`,
      });
    }
    const draft = resultOfCi(
      spec,
      await read(tools, repository, spec, context),
    );
    return {
      draft,
      nextAt: after(
        draft.status === 'pass' ? Math.max(RECHECK_MS, intervalMs) : intervalMs,
      ),
    };
  } catch (error) {
    context.signal.throwIfAborted();
    const { message: summary } = error as Error;
    const failure = error instanceof FailureError ? error.failure : undefined;
    if (
      failure?.code === 'githubNotConfigured' ||
      WRITTEN_WRONG.includes((error as Error).name)
    ) {
      return unanswerable({ status: 'error', summary });
    }
    if (failure?.class === 'rateLimited') {
      const until = failure.retryAfter ?? after(intervalMs);
      return {
        postponed: { host, until },
        nextAt: [until, after(intervalMs)].sort()[1],
      };
    }
    return {
      draft: { status: 'error', summary, evidence: [] },
      nextAt: after(intervalMs),
    };
  }
}

/** Looking again changes nothing until somebody changes something; and what a pipeline records in its place stays. */
function unanswerable(
  draft: Pick<ResultDraft, 'status' | 'summary'>,
): Collected {
  return { draft: { ...draft, evidence: [] }, nextAt: 'never' };
}

async function repositoryOf(
  { repositories }: CheckTools,
  { repository }: CriterionSpec<'ci'>,
  { train, product }: CollectContext,
): Promise<RepositoryRef> {
  if (repository !== undefined) {
    return repositories.named(repository);
  }
  const planned = train.plan.products.find(({ id }) => id === product);
  if (!planned) {
    throw new Error(
      'The criterion is asked of the whole train: name its repository in ci.repository',
    );
  }
  return repositories.ofEntity(planned.entityRef);
}

/** As people know the host: several GitHubs have one type. */
function addressOf(repository: RepositoryRef): string {
  return repository.host === GITHUB
    ? githubRepository(repository).host
    : repository.host;
}

function tells({ codeHosts }: CheckTools, { host }: RepositoryRef): boolean {
  return host === GITHUB || codeHosts.get(host)?.checksOf !== undefined;
}

async function read(
  { github, pacing, codeHosts }: CheckTools,
  repository: RepositoryRef,
  { ref: template }: CriterionSpec<'ci'>,
  { train, product, signal }: CollectContext,
): Promise<CommitChecks> {
  const ref = renderTemplate(
    template,
    scopeValues(metricScope(train, { product })),
  );
  const host = codeHosts.get(repository.host);
  return host?.checksOf
    ? pacing.read(repository.host, async () =>
        host.checksOf!(repository, ref, { signal }),
      )
    : readCommitChecks(github, githubRepository(repository), ref, signal);
}
