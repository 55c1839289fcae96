import { InputError } from '@backstage/errors';
import {
  nextDepartures,
  parseManifest,
  planTrain,
  trainCalendar,
  type TrainManifest,
  type TrainPlan,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow } from '../clock';
import type { Caller } from '../http/caller';
import { InvalidInputError } from '../http/InvalidInputError';
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

/** The plan of a manifest, as the caller sees the catalog. */
export async function planFor(
  { clock, trains }: OperationTools,
  manifest: TrainManifest,
  caller: Caller,
  options: { revision: number; departure?: string; except?: string },
): Promise<TrainPlan> {
  const { departure = nextOf(manifest, isoNow(clock)) } = options;
  return planTrain(manifest, await trains.facts(manifest, caller.credentials), {
    revision: options.revision,
    departure,
    strictness: trains.strictness,
    others: await trains.queries.outlines({ except: options.except }),
  });
}

/** The next departure of a schedule; undefined for a train that departs once. */
function nextOf(manifest: TrainManifest, now: string): string | undefined {
  const { schedule } = manifest.spec;
  if (!schedule) {
    return undefined;
  }
  const [next] = nextDepartures(
    { ...schedule, calendar: trainCalendar(manifest.spec) },
    now,
    1,
  );
  if (!next) {
    throw new InputError(
      'spec.schedule: found a rule without a departure from now on, accepted is one that has one',
    );
  }
  return next.at;
}

/** The next departures of a schedule; none for a train that departs once. */
export function departuresOf(manifest: TrainManifest, now: string): string[] {
  const { schedule } = manifest.spec;
  return schedule
    ? nextDepartures(
        { ...schedule, calendar: trainCalendar(manifest.spec) },
        now,
        PREVIEWED_DEPARTURES,
      ).map(({ at }) => at)
    : [];
}
