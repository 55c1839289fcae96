import { InputError } from '@backstage/errors';
import {
  departuresBetween,
  nextDepartures,
  type DepartureSchedule,
} from '../calendar';
import type { TrainManifest } from '../manifest';
import { badInput, formatInstant } from '../pacing';
import { parseLocalOrInstant } from '../windows/localTime';
import { trainCalendar } from './planTrain';

/** Departures that a mistake names. */
const NAMED_DEPARTURES = 3;

/**
 * The schedule of a recurring train with its calendar; undefined for a train that departs once.
 *
 * @public
 */
export function scheduleOf(
  spec: Pick<TrainManifest['spec'], 'schedule' | 'timezone' | 'calendar'>,
): DepartureSchedule | undefined {
  return spec.schedule && { ...spec.schedule, calendar: trainCalendar(spec) };
}

/**
 * Which departure a new train is planned for: of a schedule the one that is asked for, or the next.
 *
 * @param asked - an instant, or a local time of the train's zone
 * @returns undefined for a train that departs once: its manifest says when
 * @throws InputError where it is no departure of the schedule, or there is no schedule
 * @public
 */
export function departureOf(
  { spec }: Pick<TrainManifest, 'spec'>,
  asked: string | undefined,
  now: string,
): string | undefined {
  const schedule = scheduleOf(spec);
  if (!schedule) {
    if (asked !== undefined) {
      throw badInput(
        'departure',
        asked,
        `nothing: the train has no schedule and departs at spec.departure, ${spec.departure}`,
      );
    }
    return undefined;
  }
  const next = nextDepartures(schedule, now, NAMED_DEPARTURES);
  if (asked !== undefined) {
    const at = parseLocalOrInstant(asked, spec.timezone, 'departure');
    const [found] = departuresBetween(
      schedule,
      formatInstant(at),
      formatInstant(at + 1),
    );
    if (!found) {
      throw badInput(
        'departure',
        asked,
        `a departure of spec.schedule, such as ${next
          .map(one => one.at)
          .join(', ')}`,
      );
    }
    return found.at;
  }
  if (next.length === 0) {
    throw new InputError(
      'spec.schedule: found a rule without a departure from now on, accepted is one that has one',
    );
  }
  return next[0].at;
}
