import type { ScmIntegrations } from '@backstage/integration';
import { isError } from '@backstage/errors';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { ProductRepositories } from '../../catalog';
import type { Clock } from '../../clock';
import {
  GITHUB,
  githubRepository,
  type GithubApi,
  type GithubRepository,
} from '../../github';
import type { WritePacing } from '../../pacing';
import type { StepContext } from '../StepHandler';

const SETTING = 'orchestrator.trains.workflows.allow';
/** Refused by what is written somewhere, not by what is out of reach. */
const PERMANENT = ['InputError', 'NotFoundError'];

/** Where workflows are started. */
export interface WorkflowTools {
  clock: Clock;
  integrations: Pick<ScmIntegrations, 'github'>;
  repositories: Pick<ProductRepositories, 'named' | 'ofEntity'>;
  github: GithubApi;
  pacing: Pick<WritePacing, 'permit'>;
  /** `<host>/<owner>` or `<host>/<owner>/<name>`: where the operator lets steps start workflows. */
  allow: string[];
}

/**
 * The repository of the workflow of a step, where steps may start workflows there.
 *
 * @throws FailureError permanent, with what would have to be changed; transient where the catalog is out of reach
 */
export async function repositoryOfStep(
  { repositories, allow }: WorkflowTools,
  { step, train, product }: StepContext,
): Promise<GithubRepository> {
  const named = step.workflow?.repository;
  const entityRef =
    train.plan.products.find(({ id }) => id === product.id)?.entityRef ??
    product.entity;
  try {
    const found =
      named === undefined
        ? await repositories.ofEntity(entityRef)
        : repositories.named(named);
    if (found.host !== GITHUB) {
      throw refused(
        `Nothing here starts workflows at the code host ${found.host}: start those of ${found.name} by a webhook or by hand`,
      );
    }
    const repository = githubRepository(found);
    if (!isAllowed(allow, repository)) {
      const { host, owner, name } = repository;
      throw refused(
        `workflow.repository: found ${host}/${owner}/${name}, accepted is one that ${SETTING} lists${
          allow.length > 0
            ? `: ${allow.join(', ')}`
            : ', where there is none yet'
        }`,
      );
    }
    return repository;
  } catch (error) {
    throw isError(error) && PERMANENT.includes(error.name)
      ? refused(error.message)
      : error;
  }
}

/** GitHub does not tell upper and lower case apart. */
function isAllowed(
  allow: string[],
  { host, owner, name }: GithubRepository,
): boolean {
  const accepted = [`${host}/${owner}`, `${host}/${owner}/${name}`].map(entry =>
    entry.toLowerCase(),
  );
  return allow.some(entry => accepted.includes(entry.toLowerCase()));
}

function refused(message: string): FailureError {
  return new FailureError({
    class: 'permanent',
    code: 'workflowNotAllowed',
    message,
  });
}
