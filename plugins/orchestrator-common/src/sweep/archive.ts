import type { RunEvent } from '../events';
import type { RunState, TargetCounts } from '../model';
import { IN_FLIGHT_STATUSES, countOf } from './counts';
import { accept, reject, type Decision } from './decision';
import type { RunCommand } from './runCommands';

/** What is known of any run, a sweep or a train, that may be history. @public */
export type HistoryMarks = Pick<RunState, 'archivedAt' | 'importedAt'>;

/**
 * Why nothing can be asked of a run that is archived or imported; undefined for any other run.
 *
 * @public
 */
export function sealObstacle(state: HistoryMarks): string | undefined {
  if (state.importedAt !== undefined) {
    return 'The run was imported: it is history, and nothing can be done with it here';
  }
  return state.archivedAt === undefined
    ? undefined
    : 'The run is archived; who operates the portal can restore it';
}

/**
 * Why a run can't become history yet, be it in the archive or in a file that is imported; undefined where it can.
 *
 * @remarks A change that is still open is followed until it is merged or closed, so its run has not ended.
 * @public
 */
export function historyObstacle(
  state: Pick<RunState, 'status'>,
  counts: TargetCounts,
): string | undefined {
  if (state.status !== 'finished' && state.status !== 'cancelled') {
    return `The run is ${state.status}; accepted is a run that is finished or cancelled`;
  }
  const live = countOf(counts, 'open', 'reverting', ...IN_FLIGHT_STATUSES);
  return live > 0
    ? `The run has ${live} targets with an open change or work under way; accepted is a run without any`
    : undefined;
}

/**
 * Why a run can't be taken out of the archive; undefined where it can, or is not in it.
 *
 * @public
 */
export function restoreObstacle({
  importedAt,
}: HistoryMarks): string | undefined {
  return importedAt === undefined
    ? undefined
    : 'The run was imported, and what it changed belongs to another portal: it can be read, not restored';
}

/** A run that is to be archived twice is archived once. */
export function decideArchive(
  state: RunState,
  { by }: Extract<RunCommand, { type: 'archive' }>,
  counts: TargetCounts,
): Decision<RunEvent> {
  if (state.archivedAt !== undefined) {
    return accept<RunEvent>();
  }
  const obstacle = historyObstacle(state, counts);
  return obstacle === undefined
    ? accept<RunEvent>({ type: 'run.archived', data: { by } })
    : reject('conflict', obstacle);
}

export function decideRestore(
  state: RunState,
  { by }: Extract<RunCommand, { type: 'restore' }>,
): Decision<RunEvent> {
  const obstacle = restoreObstacle(state);
  if (obstacle !== undefined) {
    return reject('conflict', obstacle);
  }
  return state.archivedAt === undefined
    ? accept<RunEvent>()
    : accept<RunEvent>({ type: 'run.restored', data: { by } });
}
