import type { RepositoryAccess } from '@backstage-orchestrator/plugin-orchestrator-node';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type {
  RepositoryRef,
  TargetDescription,
  TargetProblem,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { KnownEntities } from './KnownEntities';

const REPOSITORIES_AT_ONCE = 8;

/** Adds a problem for each reference that leads nowhere, and leaves such dependencies out. */
export function checkReferences(
  target: TargetDescription,
  known: KnownEntities,
): TargetDescription {
  const { owner, dependsOn } = target;
  const problems: TargetProblem[] = [...target.problems];
  if (owner !== undefined && !known.has(owner)) {
    problems.push({
      code: 'unknownReference',
      message: `Its owner ${owner} is not in the catalog`,
    });
  }
  for (const missing of dependsOn.filter(ref => !known.has(ref))) {
    problems.push({
      code: 'unknownReference',
      message: `It depends on ${missing}, which is not in the catalog`,
    });
  }
  return {
    ...target,
    dependsOn: dependsOn.filter(ref => known.has(ref)),
    problems,
  };
}

/**
 * Stops targets that would change the same files as one before them; of those, the first without problems stays.
 *
 * @param targets - In the order that decides who is first
 */
export function markDuplicates(
  targets: readonly TargetDescription[],
): TargetDescription[] {
  const first = new Map<string, string>();
  return targets.map(target => {
    const { repository, entityRef } = target;
    if (!repository || target.problems.length > 0) {
      return target;
    }
    const place = `${repositoryKey(repository)} ${repository.path ?? ''}`;
    const other = first.get(place);
    if (other === undefined) {
      first.set(place, entityRef);
      return target;
    }
    return withProblem(target, {
      code: 'duplicate',
      message: `${other} has the same repository and path, and is changed instead`,
    });
  });
}

/**
 * Asks the code hosts for the repositories of targets that have no problem so far.
 * What can't be asked just now is no problem: the dry run asks again, and retries.
 */
export async function checkRepositories(
  targets: readonly TargetDescription[],
  access: (repository: RepositoryRef) => Promise<RepositoryAccess>,
): Promise<TargetDescription[]> {
  const repositories = new Map<string, RepositoryRef>();
  for (const { repository, problems } of targets) {
    if (repository && problems.length === 0) {
      repositories.set(repositoryKey(repository), repository);
    }
  }
  const found = new Map<string, TargetProblem>();
  const waiting = repositories.entries();
  const askOneByOne = async () => {
    for (const [key, repository] of waiting) {
      const problem = await problemOf(repository, access);
      if (problem) {
        found.set(key, problem);
      }
    }
  };
  await Promise.all(Array.from({ length: REPOSITORIES_AT_ONCE }, askOneByOne));
  return targets.map(target => {
    const problem =
      target.repository && found.get(repositoryKey(target.repository));
    return problem ? withProblem(target, problem) : target;
  });
}

async function problemOf(
  repository: RepositoryRef,
  access: (repository: RepositoryRef) => Promise<RepositoryAccess>,
): Promise<TargetProblem | undefined> {
  try {
    const { archived } = await access(repository);
    return archived
      ? {
          code: 'archived',
          message: `Its repository ${repository.name} is archived on its code host`,
        }
      : undefined;
  } catch (error) {
    return error instanceof FailureError && error.failure.class === 'permanent'
      ? { code: 'noRepository', message: error.message }
      : undefined;
  }
}

function withProblem(
  target: TargetDescription,
  problem: TargetProblem,
): TargetDescription {
  return { ...target, problems: [...target.problems, problem] };
}

/** Code hosts on the web do not tell names apart by case; two instances of one type do have the same names. */
function repositoryKey({ host, name, url }: RepositoryRef): string {
  const instance = url === undefined ? '' : new URL(url).host;
  return `${host} ${instance} ${host === 'local' ? name : name.toLowerCase()}`;
}
