import {
  evolveRun,
  evolveTarget,
  type EventEnvelope,
  type RunEvent,
  type RunState,
  type TargetEvent,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { EventLog } from '../../plugins/orchestrator-backend/src/store/EventLog';
import { foldRun } from '../../plugins/orchestrator-backend/src/store/rebuild';
import type { EventRow } from '../../plugins/orchestrator-backend/src/store/rows';
import type { Measure } from '../measure';
import { NoopRuns } from '../support/NoopRuns';
import { compare, median, timed } from '../support/statistics';

const PURE_ROUNDS = 9;

/** Events per second of a replay: the pure fold, and with the log read from the database. */
export const replay: Measure = {
  name: 'replay',
  run: ({ databases, sizes }) =>
    databases.use('SQLite', async database => {
      const noop = new NoopRuns(database);
      const runId = await noop.create(sizes.manyTargets, 2 * sizes.slots);
      await noop.work(sizes.slots);
      await noop.start(runId);
      await noop.work(sizes.slots);
      const events: EventEnvelope[] = [];
      for await (const some of new EventLog().read(database, { runId })) {
        events.push(...some);
      }
      const perSecond = (ms: number) => (1000 * events.length) / ms;
      const pure: number[] = [];
      for (let round = 0; round < PURE_ROUNDS; round += 1) {
        pure.push(perSecond(await timed(async () => fold(events))));
      }
      const read = await compare(sizes.rounds, {
        ours: async () =>
          perSecond(await timed(() => foldRun(database, runId))),
        baseline: async () =>
          perSecond(
            await timed(() =>
              database<EventRow>('events')
                .where({ run_id: runId })
                .orderBy('position'),
            ),
          ),
      });
      return [
        {
          measure: `replay of ${events.length} events, pure fold`,
          unit: 'events/s',
          ours: median(pure),
          aim: { of: 'ours', kind: 'atLeast', value: 100_000 },
        },
        {
          measure: 'replay from SQLite, against reading the rows alone',
          unit: 'events/s',
          ...read,
        },
      ];
    }),
};

function fold(events: EventEnvelope[]): void {
  let run: RunState | undefined;
  const targets = new Map<string, TargetState>();
  for (const { type, data, runId, targetId, version, occurredAt } of events) {
    const place = { runId, version, occurredAt };
    if (targetId === undefined) {
      run = evolveRun(run, { type, data } as RunEvent, place);
    } else {
      const event = { type, data } as TargetEvent;
      targets.set(targetId, evolveTarget(targets.get(targetId), event, place));
    }
  }
}
