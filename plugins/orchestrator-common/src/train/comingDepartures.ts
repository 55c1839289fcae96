import type { CalendarEntry } from '../api/trainSchemas';
import { departuresBetween } from '../calendar';
import type { TrainState } from '../model';
import { scheduleOf } from './departureOf';

/**
 * Departures of recurring trains from now on that none of these trains is planned for yet, each under the last train of its name,
 * whose schedule it is.
 *
 * @public
 */
export function comingDepartures(
  trains: TrainState[],
  { from, to }: { from: string; to: string },
  now: string,
): CalendarEntry[] {
  const going = trains.filter(
    ({ phase, importedAt }) =>
      phase !== 'cancelled' && importedAt === undefined,
  );
  const begin = from > now ? from : now;
  return begin >= to
    ? []
    : [...new Set(going.map(({ name }) => name))].flatMap(name =>
        comingOf(
          going.filter(train => train.name === name),
          begin,
          to,
        ),
      );
}

function comingOf(
  trains: TrainState[],
  from: string,
  to: string,
): CalendarEntry[] {
  const last = trains.reduce((latest, train) =>
    train.plan.departure > latest.plan.departure ? train : latest,
  );
  const schedule = scheduleOf(last.manifest.spec);
  const planned = trains.map(({ plan }) => plan.departure);
  return schedule === undefined
    ? []
    : departuresBetween(schedule, from, to)
        .filter(({ at }) => !planned.includes(at))
        .map(
          ({ at }): CalendarEntry => ({
            kind: 'comingDeparture',
            title: last.title,
            from: at,
            train: last.id,
            trainTitle: last.title,
          }),
        );
}
