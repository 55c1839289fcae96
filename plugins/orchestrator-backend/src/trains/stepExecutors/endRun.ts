import { cancelRun, type GithubRepository } from '../../github';
import type { SingleWrite } from '../../pacing';
import { inTurn } from './inTurn';
import type { WorkflowTools } from './workflowRepository';

/**
 * Ends a run that nobody waits for any more.
 *
 * @remarks It counts, so that what comes later is held back; itself it waits for no limit: what was given up goes on
 * changing things meanwhile.
 */
export async function endRun(
  { pacing, github }: Pick<WorkflowTools, 'pacing' | 'github'>,
  write: SingleWrite,
  run: { repository: GithubRepository; id: string; signal: AbortSignal },
): Promise<'cancelled' | 'ended'> {
  const { repository, id, signal } = run;
  return inTurn(
    pacing,
    { ...write, urgent: true },
    `The end of ${repository.owner}/${repository.name}, run ${id},`,
    permit => permit.send(1, () => cancelRun(github, repository, id, signal)),
  );
}
