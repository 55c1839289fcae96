import type { Text } from '../translation';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A duration in its two greatest units: `2 h 5 min`. */
export function durationText(t: Text, ms: number): string {
  const whole = (unit: number, within: number) =>
    String(Math.floor((ms % within) / unit));
  if (ms < SECOND_MS) {
    return t('common.duration.none');
  }
  if (ms < MINUTE_MS) {
    return t('common.duration.seconds', {
      seconds: whole(SECOND_MS, MINUTE_MS),
    });
  }
  if (ms < HOUR_MS) {
    return t('common.duration.minutes', {
      minutes: whole(MINUTE_MS, HOUR_MS),
      seconds: whole(SECOND_MS, MINUTE_MS),
    });
  }
  if (ms < DAY_MS) {
    return t('common.duration.hours', {
      hours: whole(HOUR_MS, DAY_MS),
      minutes: whole(MINUTE_MS, HOUR_MS),
    });
  }
  return t('common.duration.days', {
    days: String(Math.floor(ms / DAY_MS)),
    hours: whole(HOUR_MS, DAY_MS),
  });
}
