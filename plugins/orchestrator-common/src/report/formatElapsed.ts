import { formatDuration } from '../pacing';

const MS_PER_SECOND = 1_000;
const MS_PER_MINUTE = 60 * MS_PER_SECOND;
const MS_PER_DAY = 24 * 60 * MS_PER_MINUTE;

/** A duration for people: no more precise than it matters, `850ms`, `12s`, `1h30m`, `2d4h`. */
export function formatElapsed(milliseconds: number): string {
  const steps: [number, number][] = [
    [MS_PER_DAY, 60 * MS_PER_MINUTE],
    [60 * MS_PER_MINUTE, MS_PER_MINUTE],
    [MS_PER_SECOND, MS_PER_SECOND],
  ];
  const [, precision] = steps.find(([from]) => milliseconds >= from) ?? [0, 1];
  return formatDuration(Math.round(milliseconds / precision) * precision);
}
