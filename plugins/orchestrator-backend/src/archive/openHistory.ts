import type { EventEnvelope } from '@backstage-orchestrator/plugin-orchestrator-common';
import { unpackRun } from './packRun';
import type { RunHistory } from './RunHistory';
import { SweepHistory } from './SweepHistory';
import { TrainHistory } from './TrainHistory';

/** An empty history of the kind that the first event of a run says. */
export function openHistory(
  runId: string,
  first: Pick<EventEnvelope, 'type'>,
): RunHistory {
  return first.type === 'train.created'
    ? new TrainHistory(runId)
    : new SweepHistory(runId);
}

/**
 * What comes of packed events.
 *
 * @param onEvents - sees the events as well, as they were written
 * @throws Error where there are none
 */
export async function foldPacked(
  runId: string,
  content: Buffer,
  onEvents?: (events: EventEnvelope[]) => Promise<void>,
): Promise<RunHistory> {
  let history: RunHistory | undefined;
  for await (const events of unpackRun(content)) {
    for (const event of events) {
      history ??= openHistory(runId, event);
      history.apply(event);
    }
    await onEvents?.(events);
  }
  if (!history) {
    throw new Error(`The archive of run ${runId} has no events`);
  }
  return history;
}
