import type { CalendarConflict } from '../api/trainSchemas';
import { trainConflicts, type TrainOutline } from '../calendar';

/**
 * What of the trains that are on their way in a time does not go together; of two trains it is said once.
 *
 * @public
 */
export function conflictsBetween(
  outlines: TrainOutline[],
  { from, to }: { from: string; to: string },
): CalendarConflict[] {
  const seen = outlines.filter(({ hidden }) => !hidden);
  return seen
    .filter(({ departure, arrival }) => departure < to && arrival >= from)
    .flatMap(train => {
      const others = outlines.filter(
        other =>
          other.hidden ||
          // Those that begin earlier have said it, as far as they are of this time.
          other.departure >= to ||
          other.arrival < from ||
          seen.indexOf(other) > seen.indexOf(train),
      );
      return trainConflicts(train, others).map(
        ({ with: other, message, ...conflict }) => ({
          ...conflict,
          message: `${train.title}: ${message}`,
          trains: [train.id, ...(other === undefined ? [] : [other])],
        }),
      );
    });
}
