import { trainWindows, type TrainManifest } from '../manifest';
import type { RolloutWindows } from '../sweep/rolloutWindow';
import type { Window } from '../windows';

/**
 * All windows that a train has to respect: its own, and those of the portal, which hold for every run.
 *
 * @remarks Both must be open, as for a sweep: see `rolloutWindow`.
 * @param operator - `orchestrator.windows`; they are configuration, and no events, so that whoever decides brings them
 * @public
 */
export function windowsOf(
  { spec }: Pick<TrainManifest, 'spec'>,
  operator: Window[] = [],
): RolloutWindows {
  return { operator, manifest: trainWindows(spec) };
}
