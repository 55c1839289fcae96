import type { WorkStats } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { ExpectedTurns } from './ExpectedTurns';
import type { WorkQueries } from './WorkQueries';

/** The targets that have been in a queue for longest, oldest first, each with when its turn is expected. */
export async function oldestWaiting(
  work: Pick<WorkQueries, 'oldest'>,
  expected: Pick<ExpectedTurns, 'ofTargets'>,
): Promise<WorkStats['oldest']> {
  const waiting = await work.oldest();
  const runs = new Map(waiting.map(({ run }) => [run.id, run]));
  const turns = new Map<string, WorkStats['oldest'][number]['turn']>();
  for (const run of runs.values()) {
    const own = waiting
      .map(({ target }) => target)
      .filter(({ runId }) => runId === run.id);
    for (const [id, turn] of await expected.ofTargets(run, own)) {
      turns.set(keyOf(run.id, id), turn);
    }
  }
  return waiting.map(({ run, target }) => ({
    runId: run.id,
    runTitle: run.title,
    targetId: target.id,
    title: target.title,
    status: target.status,
    since: target.updatedAt,
    retryAt: target.retryAt,
    turn: turns.get(keyOf(run.id, target.id)),
  }));
}

function keyOf(runId: string, targetId: string): string {
  return JSON.stringify([runId, targetId]);
}
