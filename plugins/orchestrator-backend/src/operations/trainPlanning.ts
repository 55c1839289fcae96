import {
  nextDepartures,
  parseManifest,
  planTrain,
  scheduleOf,
  trainConflicts,
  trainOutline,
  type TrainConflict,
  type TrainManifest,
  type TrainPlan,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow } from '../clock';
import type { Caller } from '../http/caller';
import { InvalidInputError } from '../http/InvalidInputError';
import type { RunVisibility } from '../queries/RunQueries';
import type { OperationTools } from './OperationTools';

/** Departures of a schedule that a preview shows. */
const PREVIEWED_DEPARTURES = 5;

/** @throws InvalidInputError with every mistake */
export function readTrain(
  input: Parameters<typeof parseManifest>[0],
  { limits }: OperationTools,
): TrainManifest {
  const parsed = parseManifest(input, {
    kinds: ['Train'],
    maxBytes: limits.manifestBytes,
  });
  if ('issues' in parsed) {
    throw new InvalidInputError('The manifest', parsed.issues);
  }
  return parsed.manifest;
}

/**
 * The plan of a manifest, as the caller sees the catalog.
 *
 * @param options - `departure` of a train that has one already; for a new one see `departureOf`
 */
export async function planFor(
  { trains }: OperationTools,
  manifest: TrainManifest,
  caller: Caller,
  options: { revision: number; departure?: string },
): Promise<TrainPlan> {
  return planTrain(manifest, await trains.facts(manifest, caller.credentials), {
    ...options,
    strictness: trains.strictness,
    operatorWindows: trains.operatorWindows,
  });
}

/**
 * Other trains that are in the way of one, as things are now and as far as somebody may see them.
 *
 * @param id - of a train that is planned already
 */
export async function conflictsOf(
  { trains, clock }: OperationTools,
  { manifest, plan }: { manifest: TrainManifest; plan: TrainPlan },
  visible: RunVisibility,
  id: string = '',
): Promise<TrainConflict[]> {
  return trainConflicts(
    trainOutline(id, manifest, plan),
    await trains.queries.outlines(visible, isoNow(clock)),
  );
}

/** The next departures of a schedule; none for a train that departs once. */
export function departuresOf({ spec }: TrainManifest, now: string): string[] {
  const schedule = scheduleOf(spec);
  return schedule
    ? nextDepartures(schedule, now, PREVIEWED_DEPARTURES).map(({ at }) => at)
    : [];
}
