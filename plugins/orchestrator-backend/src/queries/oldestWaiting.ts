import type { WorkStats } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { TrainWorkQueries } from '../trains/TrainWorkQueries';
import type { ExpectedTurns } from './ExpectedTurns';
import { OLDEST_SHOWN, type WorkQueries } from './WorkQueries';

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

/** Steps and messages of trains that have waited for longest, oldest first; what a worker has does not wait. */
export async function oldestOfTrains(
  work: Pick<TrainWorkQueries, 'underWay'>,
  expected: Pick<ExpectedTurns, 'ofTrain'>,
): Promise<WorkStats['oldestOfTrains']> {
  const waiting: WorkStats['oldestOfTrains'] = [];
  for (const { train, works } of await work.underWay()) {
    const turns = await expected.ofTrain(train.id, works);
    for (const one of works) {
      const turn = turns.get(one.workId);
      if (turn) {
        waiting.push({
          trainId: train.id,
          trainTitle: train.title,
          kind: one.kind,
          id: one.id,
          title: one.title,
          ...(one.product !== undefined && {
            product: named(one.product, train.plan.products),
          }),
          ...(one.wave !== undefined && {
            wave: named(one.wave, train.waves),
          }),
          direction: one.direction,
          since: one.since,
          retryAt: one.retryAt,
          turn,
        });
      }
    }
  }
  return waiting
    .sort((a, b) => (a.since < b.since ? -1 : 1))
    .slice(0, OLDEST_SHOWN);
}

function named(
  id: string,
  all: readonly { id: string; title: string }[],
): { id: string; title: string } {
  return { id, title: all.find(one => one.id === id)?.title ?? id };
}

function keyOf(runId: string, targetId: string): string {
  return JSON.stringify([runId, targetId]);
}
