import { spreadOf, type Spread } from './spread';

/** With fewer measurements than this, experience in general says more. */
const ENOUGH = 5;

/** What is kept of measurements, where they are enough to say something. */
export function measuredSpread(values: number[], otherwise: Spread): Spread {
  return (values.length >= ENOUGH && spreadOf(values)) || otherwise;
}

/** Share of a part, from 0 to 1, where the whole is enough to say something. */
export function measuredShare(
  part: number,
  whole: number,
  otherwise: number,
): number {
  return whole < ENOUGH ? otherwise : Math.min(1, part / whole);
}

/** Whether so many measurements are enough to say something. */
export function isEnough(measurements: number): boolean {
  return measurements >= ENOUGH;
}
