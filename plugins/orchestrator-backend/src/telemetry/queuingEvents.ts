import type { WorkItem } from '../work';

/** Events that queue work of trains, by its kind; each names the piece of work in its data. */
const OF_TRAINS: Readonly<Record<string, readonly string[]>> = {
  'train.step': ['step.started', 'step.workflowGivenUp'],
  'train.send': ['communication.sending'],
};

const OF_SWEEPS: readonly string[] = ['target.queued'];

const ALL: ReadonlySet<string> = new Set(
  [OF_SWEEPS, ...Object.values(OF_TRAINS)].flat(),
);

/** Whether an event may have queued work: an attempt at it belongs to the trace of its request. */
export function queuesWork(type: string): boolean {
  return ALL.has(type);
}

/** Which events may have queued an item; none for what is looked at again and again, which the clock queues. */
export function queuingEventsOf({ kind }: WorkItem): readonly string[] {
  return kind.startsWith('target.') ? OF_SWEEPS : OF_TRAINS[kind] ?? [];
}
